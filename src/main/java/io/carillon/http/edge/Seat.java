package io.carillon.http.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A connection's place in the {@link Crowd}, and the memory that it holds. Thread-safe. */
final class Seat {
    /** Ends the connection. Returns at once. */
    interface Exit {
        /** Once its requests are answered. */
        void drain();

        /** Now. */
        void close();
    }

    private final Crowd crowd;
    private @Nullable Exit exit;
    private long since;
    private long head;
    private long held;
    /** The bytes held by each request that is not answered yet. */
    private final Deque<Long> unanswered = new ArrayDeque<>(2);

    Seat(Crowd crowd) {
        this.crowd = crowd;
    }

    void take(Exit out) {
        synchronized (crowd) {
            exit = out;
            since = crowd.now();
            crowd.enter(this);
        }
    }

    void leave() {
        crowd.leave(this);
    }

    /** The incomplete head has this many bytes. */
    void headIs(long bytes) {
        synchronized (crowd) {
            long more = bytes - head;
            head = bytes;
            hold(more);
        }
    }

    /** A head is complete; its request has this many bytes so far. */
    void asks(long bytes) {
        synchronized (crowd) {
            since = crowd.now();
            crowd.refresh(this);
            headIs(0);
            unanswered.addLast(0L);
            grows(bytes);
        }
    }

    /** The last request has this many bytes more. */
    void grows(long bytes) {
        synchronized (crowd) {
            Long before = unanswered.pollLast();
            // Answered early: the rest of its body is not kept.
            if (before == null) return;
            long more = Math.min(bytes, crowd.keptBody() - before);
            unanswered.addLast(before + more);
            hold(more);
        }
    }

    /** The oldest request is answered. */
    void answered() {
        synchronized (crowd) {
            Long first = unanswered.pollFirst();
            if (first != null) hold(-first);
        }
    }

    long held() {
        return held;
    }

    /** When its last complete head came, or else the connection. */
    long since() {
        return since;
    }

    /** Whether it has neither an incomplete head nor an unanswered request. */
    boolean isIdle() {
        return head == 0 && unanswered.isEmpty();
    }

    void drain() {
        if (exit != null) exit.drain();
    }

    void close() {
        if (exit != null) exit.close();
    }

    private void hold(long more) {
        held += more;
        if (more != 0) crowd.hold(this, more);
    }
}
