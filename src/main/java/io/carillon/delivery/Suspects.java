package io.carillon.delivery;

import io.carillon.device.Courier.Message;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Occurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Devices with a publish over which the broker may be closing connections, because it was in flight at several losses. All
 * publishes of such a device go alone until the broker has acknowledged that one. If a connection with a single publish is
 * lost while the other one stands, that publish is the culprit: for a while it fails at once, and its device stays alone.
 */
final class Suspects {
    private static final int LOSSES = 2;

    /** More devices than can be in flight at two losses; beyond this the oldest suspicion is dropped. */
    private static final int MOST = 10_000;

    static final Duration KNOWN_FOR = Duration.ofSeconds(30);
    static final Duration ALONE_FOR = Duration.ofHours(1);

    private final Map<DeviceId, Suspicion> suspicions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<DeviceId, Suspicion> eldest) {
            return size() > MOST;
        }
    };

    private volatile boolean none = true;

    /** The evidence against a publish: lost connections, or the broker's reason. */
    private record Charge(long connection, int losses, @Nullable String verdict, Instant at) {}

    private static final class Suspicion {
        private final Map<Occurrence, Charge> charges = new HashMap<>();
        private int underWay;
        private Instant culpritUntil = Instant.MIN;

        private boolean goesAlone() {
            return underWay > 0
                    || !culpritUntil.equals(Instant.MIN)
                    || charges.values().stream().anyMatch(charge -> charge.losses() >= LOSSES);
        }

        private boolean isOver() {
            return charges.isEmpty() && !goesAlone();
        }
    }

    /** Whether the device's publishes go alone. */
    boolean suspects(DeviceId device) {
        if (none) return false;
        synchronized (this) {
            Suspicion suspicion = suspicions.get(device);
            return suspicion != null && suspicion.goesAlone();
        }
    }

    /** The broker's recent reason for refusing this very publish; null where there is none. */
    synchronized @Nullable String verdict(Message message, Instant now) {
        Suspicion suspicion = suspicions.get(message.device());
        Charge charge = suspicion == null ? null : suspicion.charges.get(message.occurrence());
        return charge != null && now.isBefore(charge.at().plus(KNOWN_FOR)) ? charge.verdict() : null;
    }

    /** Until {@link #ended}, the device's later publishes go the same way, so that they keep their order. */
    synchronized void begun(DeviceId device) {
        suspicion(device).underWay++;
    }

    synchronized void ended(DeviceId device) {
        Suspicion suspicion = suspicions.get(device);
        if (suspicion == null) return;
        if (suspicion.underWay > 0) suspicion.underWay--;
        tidy(device, suspicion);
    }

    /** The publish was one of several in flight when a connection was lost. */
    synchronized void lost(Message message, long connection, Instant now) {
        suspicion(message.device()).charges.compute(message.occurrence(), (occurrence, before) -> {
            if (before == null) return new Charge(connection, 1, null, now);
            return before.connection() == connection
                    ? before
                    : new Charge(connection, before.losses() + 1, before.verdict(), now);
        });
    }

    /** The publish was alone on a connection that the broker closed. */
    synchronized void convicted(Message message, String why, Instant now) {
        Suspicion suspicion = suspicion(message.device());
        suspicion.culpritUntil = now.plus(ALONE_FOR);
        suspicion.charges.put(message.occurrence(), new Charge(0, LOSSES, why, now));
    }

    void acknowledged(Message message) {
        if (none) return;
        synchronized (this) {
            Suspicion suspicion = suspicions.get(message.device());
            if (suspicion == null) return;
            suspicion.charges.remove(message.occurrence());
            tidy(message.device(), suspicion);
        }
    }

    /** Drops old suspicions. Called periodically. */
    synchronized void forget(Instant now) {
        Instant before = now.minus(ALONE_FOR);
        suspicions.values().forEach(suspicion -> {
            suspicion.charges.values().removeIf(charge -> charge.at().isBefore(before));
            if (suspicion.culpritUntil.isBefore(now)) suspicion.culpritUntil = Instant.MIN;
        });
        suspicions.values().removeIf(Suspicion::isOver);
        none = suspicions.isEmpty();
    }

    /** Devices whose publishes go alone. */
    synchronized int count() {
        return (int) suspicions.values().stream().filter(Suspicion::goesAlone).count();
    }

    private Suspicion suspicion(DeviceId device) {
        none = false;
        return suspicions.computeIfAbsent(device, first -> new Suspicion());
    }

    private void tidy(DeviceId device, Suspicion suspicion) {
        if (suspicion.isOver()) suspicions.remove(device);
        none = suspicions.isEmpty();
    }
}
