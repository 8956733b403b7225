package io.carillon.node.metrics;

import io.carillon.wakeup.BatchListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The size, duration and failures of transactions that serve many devices. */
final class BatchMeters implements BatchListener {
    private record Meters(DistributionSummary requests, Timer took, Counter failed) {}

    private final Map<Kind, Meters> kinds = new EnumMap<>(Kind.class);

    BatchMeters(MeterRegistry registry) {
        Arrays.stream(Kind.values()).forEach(kind -> kinds.put(kind, meters(registry, FiringMeters.name(kind))));
    }

    private static Meters meters(MeterRegistry registry, String kind) {
        return new Meters(
                DistributionSummary.builder("carillon.batch.requests")
                        .description("Requests of devices in one transaction")
                        .tag("kind", kind)
                        .register(registry),
                Timer.builder("carillon.batch.duration")
                        .description("A transaction, including the wait for a connection")
                        .tag("kind", kind)
                        .serviceLevelObjectives(
                                Duration.ofMillis(10),
                                Duration.ofMillis(50),
                                Duration.ofMillis(200),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5))
                        .register(registry),
                Counter.builder("carillon.batch.failures")
                        .description("Transactions that failed")
                        .tag("kind", kind)
                        .register(registry));
    }

    @Override
    public void performed(Kind kind, int requests, Duration took, @Nullable String failure) {
        Meters meters = Objects.requireNonNull(kinds.get(kind));
        meters.requests().record(requests);
        meters.took().record(took);
        if (failure != null) meters.failed().increment();
    }
}
