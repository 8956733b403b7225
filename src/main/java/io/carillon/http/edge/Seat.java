package io.carillon.http.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One connection's place in the {@link Crowd}, and what it holds in memory. Any thread may call. */
final class Seat {
    /** How a connection is told to end. Returns at once. */
    interface Exit {
        /** When what it has asked is answered. */
        void drain();

        /** Now. */
        void close();
    }

    private final Crowd crowd;
    private @Nullable Exit exit;
    private long since;
    private long head;
    private long held;
    /** What each request holds that is not answered. */
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

    /** So much of a head is there that is not complete. */
    void headIs(long bytes) {
        synchronized (crowd) {
            long more = bytes - head;
            head = bytes;
            hold(more);
        }
    }

    /** A head is complete; so much of its request is there. */
    void asks(long bytes) {
        synchronized (crowd) {
            since = crowd.now();
            crowd.refresh(this);
            headIs(0);
            unanswered.addLast(0L);
            grows(bytes);
        }
    }

    /** So much more of the last request is there. */
    void grows(long bytes) {
        synchronized (crowd) {
            Long before = unanswered.pollLast();
            // Answered before its end, what still comes of it is kept by nobody.
            if (before == null) return;
            long more = Math.min(bytes, crowd.keptBody() - before);
            unanswered.addLast(before + more);
            hold(more);
        }
    }

    /** The first of its requests has its answer. */
    void answered() {
        synchronized (crowd) {
            Long first = unanswered.pollFirst();
            if (first != null) hold(-first);
        }
    }

    long held() {
        return held;
    }

    /** When its last complete head came, or else it. */
    long since() {
        return since;
    }

    /** Nothing of a head is there, and nothing waits for an answer. */
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
