package io.carillon.delivery;

/** How many publishes may be in flight: fewer after a time-out, more again with each few acknowledgements. */
final class Window {
    /** Acknowledged for each place that comes back. */
    private static final int SUCCESSES = 10;

    private final int most;
    private int limit;
    private int size;
    private int successes;

    Window(int most) {
        this.most = most;
        limit = most;
        size = most;
    }

    /** A new connection, on which the broker takes so many at a time. */
    void limit(int receiveMaximum) {
        limit = Math.min(most, receiveMaximum);
    }

    int size() {
        return Math.min(size, limit);
    }

    void acknowledged() {
        if (size() == limit || ++successes < SUCCESSES) return;
        successes = 0;
        size++;
    }

    void timedOut() {
        successes = 0;
        size = Math.max(1, size() / 2);
    }
}
