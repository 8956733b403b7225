package io.carillon.e2e;

import java.util.concurrent.Semaphore;

/** Classes of tests that start many nodes, or time them, take turns at the two cores that all tests share. */
public final class BothCores {
    private static final Semaphore TURN = new Semaphore(1, true);

    private BothCores() {}

    /** Waits for its turn. */
    public static void take() {
        TURN.acquireUninterruptibly();
    }

    public static void leave() {
        TURN.release();
    }
}
