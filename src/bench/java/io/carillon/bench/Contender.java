package io.carillon.bench;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that does the work of one herd: so many schedules due at one instant, each published at QoS 1 and acknowledged
 * by the broker, its firing and its next due time durable. The bare limits do less, and say so.
 */
interface Contender extends AutoCloseable {
    /** For the table, settings included. */
    String name();

    /** Stores a herd, waits for its time and for the end of the work. */
    Round round(int size) throws Exception;

    @Override
    void close() throws Exception;

    static void sleepUntil(Instant at) throws InterruptedException {
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), at).toMillis()));
    }
}
