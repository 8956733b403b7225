package io.carillon.node.metrics;

import akka.actor.typed.ActorSystem;
import io.carillon.device.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How late scheduled tasks start on this node: it reveals a process that was stopped, a machine that slept, and
 * saturated threads.
 */
final class Promptness {
    private static final Duration EVERY = Duration.ofMillis(500);

    private final Timer delay;
    private final InstantSource clock;
    private long last = System.nanoTime();
    private volatile Instant stoodStill = Instant.MIN;

    /** @param clock the one by which firings are due */
    Promptness(MeterRegistry registry, ActorSystem<?> system, InstantSource clock) {
        this.clock = clock;
        delay = Timer.builder("carillon.scheduling.delay")
                .description("How late a task scheduled every half second starts")
                .serviceLevelObjectives(
                        Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5))
                .register(registry);
        system.scheduler().scheduleWithFixedDelay(EVERY, EVERY, this::tick, system.executionContext());
    }

    private synchronized void tick() {
        long now = System.nanoTime();
        Duration late = Duration.ofNanos(now - last).minus(EVERY);
        last = now;
        delay.record(late.isNegative() ? Duration.ZERO : late);
        if (late.compareTo(Delay.SLOW) > 0) stoodStill = clock.instant();
    }

    /** When a task last started later than {@link Delay#SLOW}; {@link Instant#MIN} where none did. */
    Instant stoodStill() {
        return stoodStill;
    }
}
