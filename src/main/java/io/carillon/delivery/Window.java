package io.carillon.delivery;

/** The most publishes in flight: shrinks after a timeout, grows again with acknowledgements. */
final class Window {
    /** Acknowledgements for each place that it grows by. */
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

    /** A new connection has this receive maximum. */
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
