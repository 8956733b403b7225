package io.carillon.node.metrics;

import io.carillon.device.Delay;
import io.carillon.device.Fired;
import io.carillon.device.FiringListener;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts of firings, their lateness and its reasons. */
final class FiringMeters implements FiringListener {
    static final List<Duration> BUCKETS = Stream.of(
                    50, 100, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 90_000, 120_000, 180_000, 240_000)
            .map(Duration::ofMillis)
            .toList();

    private final Map<Verdict, Counter> verdicts;
    private final Map<Delay, Counter> late;
    private final Timer published;
    private final Timer acknowledged;

    FiringMeters(MeterRegistry registry, Duration grace) {
        verdicts = each(Verdict.class, verdict -> Counter.builder("carillon.firings")
                .description("Lines written to the table firing")
                .tag("verdict", name(verdict))
                .register(registry));
        late = each(Delay.class, cause -> Counter.builder("carillon.firings.late")
                .description("Firings acknowledged over %d s after their time, or expired, by what delayed them"
                        .formatted(Firing.LATE.toSeconds()))
                .tag("cause", name(cause))
                .register(registry));
        published = timer("carillon.publish.lateness", "From the scheduled time to the publish", grace, registry);
        acknowledged =
                timer("carillon.lateness", "From the scheduled time to the broker's acknowledgement", grace, registry);
    }

    private static Timer timer(String name, String description, Duration grace, MeterRegistry registry) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(
                        Stream.concat(BUCKETS.stream().filter(bucket -> bucket.compareTo(grace) < 0), Stream.of(grace))
                                .toArray(Duration[]::new))
                .register(registry);
    }

    @Override
    public void fired(Fired fired) {
        Firing firing = fired.firing();
        count(verdicts, firing.verdict());
        fired.delay().ifPresent(delay -> count(late, delay));
        Instant scheduled = firing.occurrence().at();
        record(published, scheduled, firing.publishedAt());
        record(acknowledged, scheduled, firing.acknowledgedAt());
    }

    private static void record(Timer timer, Instant scheduled, @Nullable Instant happened) {
        if (happened != null) timer.record(Duration.between(scheduled, happened));
    }

    private static <E extends Enum<E>> void count(Map<E, Counter> counters, E one) {
        Counter counter = counters.get(one);
        if (counter != null) counter.increment();
    }

    static <E extends Enum<E>> Map<E, Counter> each(Class<E> type, Function<E, Counter> counter) {
        Map<E, Counter> counters = new EnumMap<>(type);
        Arrays.stream(type.getEnumConstants()).forEach(one -> counters.put(one, counter.apply(one)));
        return counters;
    }

    static String name(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }
}
