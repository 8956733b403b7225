package io.carillon.node.metrics;

import io.carillon.device.AnswerListener;
import io.carillon.device.Fired;
import io.carillon.device.FiringListener;
import io.carillon.device.Outcome;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.Firing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Devices' answers, and their delay. */
final class AnswerMeters implements AnswerListener, FiringListener {
    private final Map<Outcome, Counter> outcomes;
    private final Timer answered;

    AnswerMeters(MeterRegistry registry) {
        outcomes = FiringMeters.each(Outcome.class, outcome -> Counter.builder("carillon.answers")
                .description("Answers of devices, each counted once in the cluster")
                .tag("outcome", FiringMeters.name(outcome))
                .register(registry));
        answered = Timer.builder("carillon.answer")
                .description("From the first publish to the device's answer")
                .serviceLevelObjectives(FiringMeters.BUCKETS.toArray(Duration[]::new))
                .register(registry);
    }

    @Override
    public void answered(Outcome outcome, @Nullable Duration after) {
        Objects.requireNonNull(outcomes.get(outcome)).increment();
        if (after != null) answered.record(after);
    }

    @Override
    public void fired(Fired fired) {
        Firing firing = fired.firing();
        Confirmation confirmation = firing.confirmation();
        Instant published = firing.publishedAt();
        Instant at = confirmation == null ? null : confirmation.answeredAt();
        if (at != null && published != null) answered.record(Duration.between(published, at));
    }
}
