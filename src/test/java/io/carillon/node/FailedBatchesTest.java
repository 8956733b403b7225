package io.carillon.node;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import io.carillon.device.RepeatedWarnings;
import io.carillon.wakeup.BatchListener.Kind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A full disk under {@code firing} left an empty log once, while 140 settles failed. */
class FailedBatchesTest {
    private static final String FULL = "could not extend file: No space left on device";
    private static final Duration TOOK = Duration.ofMillis(3);

    private final ActorTestKit kit = ActorTestKit.create();
    private final FailedBatches batches = new FailedBatches(new RepeatedWarnings(FailedBatches.class, kit.system()));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aFailureIsALineAtOnceWithItsReasonAndForHowManyItStands() {
        warns("A device's firings could not be recorded yet (140 times): " + FULL)
                .expect(kit.system(), () -> fail(Kind.SETTLE, 140));
        warns("A device's row could not be read: " + FULL).expect(kit.system(), () -> fail(Kind.READ, 1));
        warns("A device's change may not have been written: " + FULL).expect(kit.system(), () -> fail(Kind.EVENT, 1));
    }

    @Test
    void oneThatSucceedsSaysNothing() {
        LoggingTestKit.empty().withOccurrences(0).expect(kit.system(), () -> {
            batches.performed(Kind.SETTLE, 1000, TOOK, null);
            return true;
        });
    }

    private static LoggingTestKit warns(String line) {
        return LoggingTestKit.warn(line).withOccurrences(1);
    }

    private boolean fail(Kind kind, int requests) {
        batches.performed(kind, requests, TOOK, FULL);
        return true;
    }
}
