package io.carillon.node.metrics;

import io.carillon.http.RequestListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Requests to the API. The labels are few: a template of the path, never an id. */
final class ApiMeters implements RequestListener {
    private record Labels(String method, String route, int status, int code) {}

    private final MeterRegistry registry;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    ApiMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(Answered one) {
        Labels labels = new Labels(one.method(), one.route(), one.status(), one.code());
        timers.computeIfAbsent(labels, this::timer).record(one.took());
    }

    private Timer timer(Labels labels) {
        return Timer.builder("carillon.api.requests")
                .description("From the request's head to its answer")
                .tag("method", labels.method())
                .tag("route", labels.route())
                .tag("status", Integer.toString(labels.status()))
                .tag("code", Integer.toString(labels.code()))
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
    }
}
