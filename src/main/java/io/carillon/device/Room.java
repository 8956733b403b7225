package io.carillon.device;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a node's heap its devices may take (design, step 4). Once it is used up, whoever is only to be woken is turned
 * away and woken later; callers are let in. May be used by many threads.
 */
public final class Room {
    /** What a device takes beside its state: actor, timers, and what it has under way; measured with one armed. */
    static final int DEVICE = 8 * 1024;

    private final long size;
    private final long tight;
    private final AtomicLong used = new AtomicLong();

    /** @param size in bytes */
    public Room(long size) {
        this.size = size;
        tight = size - size / 4;
    }

    /** The rest of the heap is the node's own, and what writes, reads and publishes under way take. */
    public static Room ofHeap(long heap) {
        return new Room(heap / 3);
    }

    boolean isFull() {
        return used.get() >= size;
    }

    /** From then on a device that has nothing to do does not stay. */
    boolean isTight() {
        return used.get() >= tight;
    }

    /** @param more bytes; negative where something is given back */
    void take(long more) {
        used.addAndGet(more);
    }

    /** How many small devices it is enough for. */
    public int devices() {
        return Math.toIntExact(size / DEVICE);
    }

    /** Bytes taken now. */
    public long used() {
        return used.get();
    }

    /** Bytes that there are. */
    public long size() {
        return size;
    }
}
