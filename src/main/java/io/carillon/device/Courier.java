package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Publishes commands to devices. */
public interface Courier {
    /** One try at publishing. Publishes of one device begin in the order of the calls. */
    Sending publish(Message message);

    /** A publish under way. */
    interface Sending {
        /** Never fails. */
        CompletionStage<Delivery> delivery();

        /** Takes it back unless sending has begun: it then ends as {@link Trouble#RECALLED}. */
        void recall();
    }

    /**
     * A command to be published.
     *
     * @param commands the payload, byte for byte
     * @param deadline the end of its validity: no publish begins later
     * @param repeatedAfter the pause until the next publish if the device has not answered; null: no answer is asked
     *     for
     */
    record Message(
            DeviceId device,
            Occurrence occurrence,
            String commands,
            Instant deadline,
            @Nullable Duration repeatedAfter) {
        public boolean confirm() {
            return repeatedAfter != null;
        }

        /** When the broker may drop it. */
        public Instant expiry(Instant sentAt) {
            Instant repeated = repeatedAfter == null ? deadline : sentAt.plus(repeatedAfter);
            return repeated.isBefore(deadline) ? repeated : deadline;
        }
    }

    sealed interface Delivery {}

    /**
     * The broker has acknowledged it.
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
     * It failed and may be tried again.
     *
     * @param sentAt when the publish began, null if it never reached the connection
     * @param why for the log; on a refusal, the broker's code and text
     */
    record Failed(Trouble trouble, @Nullable Instant sentAt, String why) implements Delivery {
        private static final int LONGEST_REASON = 200;

        /** In a few words, for {@code fires} (contract 1); null where it was recalled. */
        @Nullable
        String reason() {
            return switch (trouble) {
                case NO_CONNECTION, CONNECTION_LOST -> "broker away";
                case QUEUE_FULL, GRACE_OVER -> "broker slow";
                case REFUSED, INEXPRESSIBLE -> shortened(why.replaceAll("\\p{Cntrl}", " "));
                case RECALLED -> null;
            };
        }

        private static String shortened(String text) {
            return text.codePointCount(0, text.length()) <= LONGEST_REASON
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, LONGEST_REASON)) + "…";
        }
    }
}
