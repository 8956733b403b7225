package io.carillon.device;

import io.carillon.device.DeviceCommand.Asked;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Reply;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The callers of a device: those who wait for their turn, and the one whose change is under way. Each gets an answer,
 * whatever becomes of the device.
 */
final class Callers {
    private static final int MOST = 1000;
    private static final Reply UNAVAILABLE = new Reply.No(Problem.UNAVAILABLE);

    private @Nullable Deque<Asked> waiting;
    private @Nullable ChangeDevice underWay;

    void add(Asked asked) {
        Deque<Asked> queue = waiting;
        if (queue == null) waiting = queue = new ArrayDeque<>();
        if (queue.size() < MOST) queue.add(asked);
        else turnAway(asked);
    }

    boolean isEmpty() {
        return waiting == null;
    }

    /**
     * The first who still waits, if the device can take the request; those whose deadline has passed are turned away.
     */
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

    void begin(ChangeDevice change) {
        underWay = change;
    }

    /** Answers the change under way with the decision. */
    void decided(Decision decision, DeviceState state) {
        if (decision instanceof Decision.Refused refused) answer(new Reply.No(refused.problem()));
        else if (decision instanceof Decision.Repeated repeated)
            answer(new Reply.OneGroup(repeated.answer(), true, repeated.scheduledAt()));
        else changed(state, null);
    }

    /** Answers the change under way, if there is one, with the group as in {@code state}. */
    void changed(DeviceState state, @Nullable Instant scheduledAt) {
        if (underWay == null) return;
        answer(underWay.change()
                .answer(state)
                .<Reply>map(group -> new Reply.OneGroup(group, false, scheduledAt))
                .orElseGet(Reply.Done::new));
    }

    private void answer(Reply reply) {
        if (underWay != null) underWay.replyTo().tell(reply);
        underWay = null;
    }

    void stopped() {
        turnAllAway();
        if (underWay != null) turnAway(underWay);
    }

    static void turnAway(Asked asked) {
        asked.replyTo().tell(UNAVAILABLE);
    }
}
