package io.carillon.device;

import io.carillon.device.DeviceCommand.Asked;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Reply;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who waits until a device can listen: each is answered, whatever becomes of the device. */
final class Callers {
    private static final int MOST = 1000;
    private static final Reply UNAVAILABLE = new Reply.No(Problem.UNAVAILABLE);

    private @Nullable Deque<Asked> waiting;

    void add(Asked asked) {
        Deque<Asked> queue = waiting;
        if (queue == null) waiting = queue = new ArrayDeque<>();
        if (queue.size() < MOST) queue.add(asked);
        else turnAway(asked);
    }

    boolean isEmpty() {
        return waiting == null;
    }

    /** The first who still waits, if the device takes him; those whose deadline has passed are answered. */
    @Nullable
    Asked next(Instant now, Predicate<Asked> takes) {
        Deque<Asked> queue = waiting;
        if (queue == null) return null;
        while (!queue.isEmpty() && now.isAfter(queue.element().deadline())) turnAway(queue.remove());
        Asked next = queue.isEmpty() || !takes.test(queue.element()) ? null : queue.remove();
        if (queue.isEmpty()) waiting = null;
        return next;
    }

    void turnAllAway() {
        Deque<Asked> queue = waiting;
        waiting = null;
        if (queue != null) queue.forEach(Callers::turnAway);
    }

    static void turnAway(Asked asked) {
        asked.replyTo().tell(UNAVAILABLE);
    }
}
