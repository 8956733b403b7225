package io.carillon.http.edge;

import akka.Done;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * All connections of a node, ordered by the time since their last complete head. When there are too many, the one that
 * has waited longest is closed, idle ones first; the newest is spared, since its head may be on its way. When they hold
 * too much memory, the first one that holds anything is closed. The monitor also guards the seats' figures; telling a
 * seat to end only sends a message.
 */
final class Crowd {
    private static final long ON_ITS_WAY = Duration.ofSeconds(1).toNanos();

    private final EdgeSettings settings;
    private final LongSupplier nanos;
    private final Map<Seat, Seat> seats = new LinkedHashMap<>(64, 0.75f, true);
    private final CompletableFuture<Done> empty = new CompletableFuture<>();
    private long held;
    private boolean draining;

    /** @param nanos a monotonic clock */
    Crowd(EdgeSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    long keptBody() {
        return settings.keptBody();
    }

    synchronized void enter(Seat seat) {
        if (seats.size() >= settings.connections())
            first(this::isLongIdle).or(() -> first(any -> true)).ifPresent(this::close);
        seats.put(seat, seat);
        if (draining) seat.drain();
    }

    synchronized void leave(Seat seat) {
        if (seats.remove(seat) == null) return;
        held -= seat.held();
        if (draining && seats.isEmpty()) empty.complete(Done.getInstance());
    }

    /** The seat's head is complete: it moves to the end of the order. */
    synchronized void refresh(Seat seat) {
        seats.get(seat);
    }

    /** The seat holds this many bytes more, or fewer. */
    synchronized void hold(Seat seat, long more) {
        if (!seats.containsKey(seat)) return;
        held += more;
        if (held > settings.budget()) first(one -> one.held() > 0).ifPresent(this::close);
    }

    /** Ends each connection once its requests are answered; completes when all have ended. */
    synchronized CompletionStage<Done> drain() {
        draining = true;
        if (seats.isEmpty()) empty.complete(Done.getInstance());
        seats.values().forEach(Seat::drain);
        return empty;
    }

    /** Ends all connections now. */
    synchronized void close() {
        List.copyOf(seats.values()).forEach(this::close);
    }

    private boolean isLongIdle(Seat seat) {
        return seat.isIdle() && now() - seat.since() > ON_ITS_WAY;
    }

    private void close(Seat seat) {
        leave(seat);
        seat.close();
    }

    private Optional<Seat> first(Predicate<Seat> which) {
        return seats.values().stream().filter(which).findFirst();
    }
}
