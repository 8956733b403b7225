package io.carillon.delivery;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The publishes that wait for their turn on a connection, in the order of the calls, and those in flight on it. The
 * next one is handed out while the connection is open and the window has room; a recalled one leaves at once.
 */
final class Outbox {
    private final int most;
    private final Window window;
    private final TreeMap<Long, PendingPublish> waiting = new TreeMap<>();
    private final Set<PendingPublish> handedOut = new HashSet<>();
    private final Set<PendingPublish> inFlight = new LinkedHashSet<>();
    private @Nullable CompletableFuture<PendingPublish> taker;
    private @Nullable CompletableFuture<Void> emptied;
    private boolean open;
    private long places;
    private long newestAcknowledged;
    private long acknowledgements;

    /** @param most the most publishes that wait */
    Outbox(int most, Window window) {
        this.most = most;
        this.window = window;
    }

    /** False where it is full. */
    boolean offer(PendingPublish pending) {
        synchronized (this) {
            if (waiting.size() >= most) return false;
            pending.waitsIn(this, ++places);
            waiting.put(pending.place(), pending);
        }
        goOn();
        return true;
    }

    synchronized void remove(PendingPublish pending) {
        waiting.remove(pending.place(), pending);
    }

    /** The next publish. At most one call may be outstanding. */
    CompletionStage<PendingPublish> next() {
        CompletableFuture<PendingPublish> next = new CompletableFuture<>();
        synchronized (this) {
            taker = next;
        }
        goOn();
        return next;
    }

    /** @param receiveMaximum the broker's */
    void open(int receiveMaximum) {
        synchronized (this) {
            window.limit(receiveMaximum);
            open = true;
        }
        goOn();
    }

    synchronized void shut() {
        open = false;
    }

    synchronized void timedOut() {
        window.timedOut();
    }

    synchronized void sent(PendingPublish pending) {
        inFlight.add(pending);
    }

    void acknowledged(PendingPublish pending) {
        synchronized (this) {
            acknowledgements++;
            newestAcknowledged = Math.max(newestAcknowledged, pending.place());
            window.acknowledged();
        }
        ended(pending);
    }

    /** The publish handed out has failed or is not to be sent. */
    void ended(PendingPublish pending) {
        synchronized (this) {
            inFlight.remove(pending);
            handedOut.remove(pending);
        }
        goOn();
    }

    /** The connection was lost before the publish could be sent: it waits again. */
    void putBack(PendingPublish pending) {
        synchronized (this) {
            waiting.put(pending.place(), pending);
            handedOut.remove(pending);
        }
        goOn();
    }

    private void goOn() {
        CompletableFuture<PendingPublish> to = null;
        PendingPublish next = null;
        CompletableFuture<Void> nothingLeft = null;
        synchronized (this) {
            if (waiting.isEmpty()) {
                if (handedOut.isEmpty()) nothingLeft = emptied;
            } else if (taker != null && open && handedOut.size() < window.size()) {
                to = taker;
                taker = null;
                next = waiting.pollFirstEntry().getValue();
                handedOut.add(next);
            }
        }
        if (to != null) to.complete(next);
        if (nothingLeft != null) nothingLeft.complete(null);
    }

    /** Completes when nothing waits or is in flight. */
    CompletionStage<Void> emptied() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        synchronized (this) {
            emptied = asked;
        }
        goOn();
        return asked;
    }

    synchronized List<PendingPublish> waiting(Predicate<PendingPublish> which) {
        return waiting.values().stream().filter(which).toList();
    }

    synchronized List<PendingPublish> handedOut() {
        return List.copyOf(handedOut);
    }

    /** Whether a publish sent before the tick is unacknowledged while later ones have been acknowledged. */
    synchronized boolean isOneOvertaken(long tick) {
        if (inFlight.isEmpty()) return false;
        PendingPublish oldest = inFlight.iterator().next();
        return oldest.place() < newestAcknowledged && oldest.sentInTick() < tick;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized int inFlight() {
        return inFlight.size();
    }

    synchronized int window() {
        return window.size();
    }

    synchronized long acknowledgements() {
        return acknowledgements;
    }
}
