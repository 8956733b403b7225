package io.carillon.device;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Warnings that an outage would repeat for each device: the first of a kind is logged at once, later ones are counted
 * in one line every 10 s until there are none. Thread-safe; never blocks.
 */
public final class RepeatedWarnings {
    static final Duration EVERY = Duration.ofSeconds(10);

    /** Beyond this many reasons at a time, further ones are counted as one. */
    private static final int REASONS = 100;

    private record Kind(String what, String reason) {}

    private final Logger log;
    private final Map<Kind, Integer> counted = new ConcurrentHashMap<>();

    public RepeatedWarnings(Class<?> owner, ActorSystem<?> system) {
        log = LoggerFactory.getLogger(owner);
        system.scheduler().scheduleWithFixedDelay(EVERY, EVERY, this::count, system.executionContext());
    }

    /** Something failed that no single device is an example of. */
    public void warn(int times, String what, String reason) {
        warn(times, what, reason, line -> line);
    }

    /**
     * Something failed.
     *
     * @param times how often
     * @param example adds the fields of the first occurrence
     */
    public void warn(int times, String what, String reason, UnaryOperator<LoggingEventBuilder> example) {
        Kind kind = new Kind(what, counted.size() < REASONS ? reason : "several reasons");
        if (counted.putIfAbsent(kind, 0) != null) {
            counted.computeIfPresent(kind, (same, count) -> count + times);
            return;
        }
        LoggingEventBuilder line = example.apply(log.atLevel(Level.WARN));
        if (times == 1) line.log("{}: {}", what, kind.reason());
        else line.log("{} ({} times): {}", what, times, kind.reason());
    }

    private void count() {
        for (Kind kind : counted.keySet()) {
            AtomicInteger more = new AtomicInteger();
            counted.computeIfPresent(kind, (same, count) -> {
                more.set(count);
                return count == 0 ? null : 0;
            });
            if (more.get() > 0)
                log.warn("{}, {} times more in {} s: {}", kind.what(), more, EVERY.toSeconds(), kind.reason());
        }
    }
}
