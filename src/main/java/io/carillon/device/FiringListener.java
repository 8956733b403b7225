package io.carillon.device;

/** Told of each line of the table {@code firing} once it is written. Called on a device's thread: must not block. */
public interface FiringListener {
    void fired(Fired fired);

    default FiringListener and(FiringListener other) {
        return fired -> {
            fired(fired);
            other.fired(fired);
        };
    }
}
