package io.carillon.node.metrics;

import io.carillon.device.Courier;
import io.carillon.schedule.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Times each publish, by outcome. */
final class TimedCourier implements Courier {
    private final Courier courier;
    private final Map<Verdict, Timer> acknowledged = new EnumMap<>(Verdict.class);
    private final Map<Trouble, Timer> failed = new EnumMap<>(Trouble.class);

    TimedCourier(Courier courier, MeterRegistry registry) {
        this.courier = courier;
        for (Verdict verdict : Verdict.values())
            if (verdict.acknowledged()) acknowledged.put(verdict, timer(registry, verdict));
        Arrays.stream(Trouble.values()).forEach(trouble -> failed.put(trouble, timer(registry, trouble)));
    }

    private static Timer timer(MeterRegistry registry, Enum<?> outcome) {
        return Timer.builder("carillon.mqtt.publish")
                .description("From the call to publish to its outcome")
                .tag("outcome", FiringMeters.name(outcome))
                .register(registry);
    }

    @Override
    public Sending publish(Message message) {
        long began = System.nanoTime();
        Sending sending = courier.publish(message);
        var unused = sending.delivery()
                .thenAccept(ended -> timer(ended).record(System.nanoTime() - began, TimeUnit.NANOSECONDS));
        return sending;
    }

    private Timer timer(Delivery ended) {
        if (ended instanceof Failed failure) return Objects.requireNonNull(failed.get(failure.trouble()));
        return Objects.requireNonNull(acknowledged.get(((Acknowledged) ended).verdict()));
    }
}
