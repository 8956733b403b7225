package io.carillon.node;

import io.carillon.device.Delay;
import io.carillon.device.Fired;
import io.carillon.device.FiringListener;
import io.carillon.schedule.Firing;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each firing that expired or was late, with the reason. Late ones beyond some a second are only counted. */
final class LateFirings implements FiringListener {
    private static final Logger LOG = LoggerFactory.getLogger(LateFirings.class);
    static final int LINES_A_SECOND = 20;

    private final AtomicInteger inSecond = new AtomicInteger();

    @Override
    public void fired(Fired fired) {
        fired.delay().filter(delay -> mayLog(fired.firing())).ifPresent(delay -> log(fired, delay));
    }

    private boolean mayLog(Firing firing) {
        return firing.acknowledgedAt() == null || inSecond.incrementAndGet() <= LINES_A_SECOND;
    }

    /** Called each second. */
    void endSecond() {
        int late = inSecond.getAndSet(0);
        if (late > LINES_A_SECOND) LOG.warn("{} more firings were late within a second", late - LINES_A_SECOND);
    }

    private static void log(Fired fired, Delay delay) {
        Firing firing = fired.firing();
        LOG.atWarn()
                .addKeyValue("device", fired.device().value())
                .addKeyValue("group", firing.occurrence().group().value())
                .addKeyValue("fire_id", firing.occurrence().fireId())
                .addKeyValue("attempts", firing.attempts())
                .log("{}: {}", how(firing), why(delay));
    }

    private static String how(Firing firing) {
        Instant acknowledged = firing.acknowledgedAt();
        if (acknowledged == null) return "Expired";
        return "Late by "
                + Duration.between(firing.occurrence().at(), acknowledged).toMillis() + " ms";
    }

    private static String why(Delay delay) {
        return switch (delay) {
            case BROKER -> "the broker was away, refused it or was slow to acknowledge it";
            case DATABASE -> "the database was away or slow";
            case STANDSTILL -> "this node stood still or was overloaded";
            case WOKEN_LATE -> "no node had woken the device by then";
        };
    }
}
