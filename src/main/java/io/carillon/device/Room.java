package io.carillon.device;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The share of a node's heap that devices may take (design, step 4). Once it is used up, nudges are turned away and
 * come later; callers are let in. Thread-safe.
 */
public final class Room {
    /** A device's heap beside its state: actor, timers, work under way; measured with one timer set. */
    static final int DEVICE = 8 * 1024;

    private final long size;
    private final long tight;
    private final AtomicLong used = new AtomicLong();

    /** @param size in bytes */
    public Room(long size) {
        this.size = size;
        tight = size - size / 4;
    }

    /** The rest of the heap is for the node itself and for writes, reads and publishes under way. */
    public static Room ofHeap(long heap) {
        return new Room(heap / 3);
    }

    boolean isFull() {
        return used.get() >= size;
    }

    /** Whether devices with nothing to do must leave at once. */
    boolean isTight() {
        return used.get() >= tight;
    }

    /** @param more bytes; negative to give back */
    void take(long more) {
        used.addAndGet(more);
    }

    /** How many small devices fit. */
    public int devices() {
        return Math.toIntExact(size / DEVICE);
    }

    /** Bytes taken now. */
    public long used() {
        return used.get();
    }

    /** Bytes in all. */
    public long size() {
        return size;
    }
}
