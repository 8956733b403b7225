package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Brings commands to devices. */
public interface Courier {
    /** One try at publishing. Publishes of one device begin in the order of the calls. */
    Sending publish(Ring ring);

    /** A publish under way. */
    interface Sending {
        /** Never fails. */
        CompletionStage<Delivery> delivery();

        /** Does not send it if that has not begun: it then ends as {@link Trouble#RECALLED}. */
        void recall();
    }

    /**
     * What is to be published.
     *
     * @param commands the payload, byte for byte
     * @param deadline the end of its validity: no publish begins later
     * @param expiry when the broker may drop it
     * @param confirm the device is to answer
     */
    record Ring(
            DeviceId device,
            Occurrence occurrence,
            String commands,
            Instant deadline,
            Instant expiry,
            boolean confirm) {
        /** Which nobody is to answer. */
        public Ring(DeviceId device, Occurrence occurrence, String commands, Instant deadline) {
            this(device, occurrence, commands, deadline, deadline, false);
        }
    }

    sealed interface Delivery {}

    /**
     * The broker has it.
     *
     * @param verdict {@link Verdict#DELIVERED} or {@link Verdict#NO_SUBSCRIBER}
     */
    record Acknowledged(Verdict verdict, Instant sentAt, Instant at) implements Delivery {}

    /** Why a publish failed. */
    enum Trouble {
        NO_CONNECTION,
        QUEUE_FULL,
        CONNECTION_LOST,
        REFUSED,
        GRACE_OVER,
        RECALLED,
        INEXPRESSIBLE
    }

    /**
     * It may be tried again.
     *
     * @param sentAt when the publish began, null if it never reached the connection
     * @param why for the log
     */
    record Failed(Trouble trouble, @Nullable Instant sentAt, String why) implements Delivery {}
}
