package io.carillon.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.wakeup.DatabaseClock;
import io.carillon.wakeup.PollReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetersTest {
    @Test
    void aNodeThatHasNeverPolledHasNotSinceItsStart() {
        var registry = new SimpleMeterRegistry();
        new NodeMeters(registry).poller(new PollReport(), new DatabaseClock(() -> Instant.EPOCH));
        assertThat(registry.get("carillon.polled.ago.seconds").gauge().value()).isBetween(0.0, 600.0);
    }

    @Test
    void latenessIsToldApartUpToTheGrace() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new FiringMeters(registry, Duration.ofMinutes(5));
        assertThat(registry.scrape())
                .contains(
                        "carillon_lateness_seconds_bucket{le=\"60.0\"}",
                        "carillon_lateness_seconds_bucket{le=\"90.0\"}",
                        "carillon_lateness_seconds_bucket{le=\"120.0\"}",
                        "carillon_lateness_seconds_bucket{le=\"240.0\"}",
                        "carillon_lateness_seconds_bucket{le=\"300.0\"}");
    }
}
