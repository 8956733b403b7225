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
 * All connections of a node, the one that has been longest without a complete head first. Where there are too many, that
 * one is closed, an idle one before others, except one that has just come: its head may be on its way. Where what they
 * hold is too much, the first that holds anything is closed. Its monitor guards its seats' figures too; telling a seat to
 * end only sends it a message.
 */
final class Crowd {
    private static final long ON_ITS_WAY = Duration.ofSeconds(1).toNanos();

    private final EdgeSettings settings;
    private final LongSupplier nanos;
    private final Map<Seat, Seat> seats = new LinkedHashMap<>(64, 0.75f, true);
    private final CompletableFuture<Done> empty = new CompletableFuture<>();
    private long held;
    private boolean draining;

    /** @param nanos time that never jumps */
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

    /** A head of the seat is complete: all others have waited longer. */
    synchronized void refresh(Seat seat) {
        seats.get(seat);
    }

    /** The seat holds so much more, or less. */
    synchronized void hold(Seat seat, long more) {
        if (!seats.containsKey(seat)) return;
        held += more;
        if (held > settings.budget()) first(one -> one.held() > 0).ifPresent(this::close);
    }

    /** Each connection ends when what it has asked is answered; completes when all have ended. */
    synchronized CompletionStage<Done> drain() {
        draining = true;
        if (seats.isEmpty()) empty.complete(Done.getInstance());
        seats.values().forEach(Seat::drain);
        return empty;
    }

    /** Each connection ends now. */
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
