package io.carillon.device;

import akka.actor.typed.javadsl.ActorContext;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Message;
import io.carillon.device.Courier.Sending;
import io.carillon.device.Courier.Trouble;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Effect;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Input;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Settle;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Carries out the effects of a device that need a port or the timer; outcomes come back as {@link InputTold}. It also
 * tracks what delayed them, so that a late firing can be explained.
 */
final class DeviceEffects {
    private static final InputTold RUNG = new InputTold(new Input.TimerElapsed());

    private final DeviceId id;
    private final DeviceParts parts;
    private final ActorContext<DeviceCommand> context;
    private final DeviceTimer timer;
    private final Delays delays;
    private final Sendings sendings = new Sendings();
    private int awaited;

    DeviceEffects(DeviceId id, DeviceParts parts, ActorContext<DeviceCommand> context) {
        this.id = id;
        this.parts = parts;
        this.context = context;
        this.timer = new DeviceTimer(context, RUNG, parts.counts());
        this.delays = new Delays(parts.clock().instant());
    }

    void recovered(Instant now) {
        delays.recovered(now);
    }

    void begin(Effect effect, Instant now) {
        if (effect instanceof Effect.WakeAt wake) timer.set(wake.at(), now);
        else if (effect instanceof Effect.Publish publish) publish(publish, now);
        else if (effect instanceof Effect.Recall recall) sendings.recall(recall.occurrence());
        else if (effect instanceof Effect.WriteSettle write) settle(write.settle());
        else readRow(now);
    }

    private void publish(Effect.Publish publish, Instant now) {
        delays.publishing(now);
        Occurrence occurrence = publish.occurrence();
        Duration repeatedAfter = publish.confirm() ? Duration.between(now, publish.expiry()) : null;
        Sending sending = parts.courier()
                .publish(new Message(id, occurrence, publish.commands(), publish.deadline(), repeatedAfter));
        sendings.begun(occurrence, sending);
        await(
                sending.delivery(),
                delivery -> delivered(occurrence, delivery),
                failure -> delivered(occurrence, new Courier.Failed(Trouble.INEXPRESSIBLE, null, failure.toString())));
    }

    private static Input delivered(Occurrence occurrence, Delivery delivery) {
        if (delivery instanceof Courier.Acknowledged acknowledged)
            return new Input.Acknowledged(occurrence, acknowledged.verdict(), acknowledged.sentAt(), acknowledged.at());
        Courier.Failed failed = (Courier.Failed) delivery;
        return new Input.PublishFailed(
                occurrence, failed.sentAt(), ThreadLocalRandom.current().nextDouble(), failed.reason());
    }

    private void settle(Settle settle) {
        List<Firing> explained = settle.verdicts().stream().map(delays::explain).toList();
        await(
                parts.wakeups().settle(id, settle.with(explained)),
                Input.Settled::new,
                failure -> new Input.SettleFailed());
    }

    private void readRow(Instant now) {
        delays.reading(now);
        timer.lookAgain();
        await(parts.wakeups().read(id), Input.RowRead::new, failure -> new Input.ReadFailed());
    }

    private <T> void await(CompletionStage<T> stage, Function<T, Input> succeeded, Function<Throwable, Input> failed) {
        awaited++;
        context.pipeToSelf(
                stage,
                (result, failure) -> new InputTold(failure == null ? succeeded.apply(result) : failed.apply(failure)));
    }

    boolean awaitsNothing() {
        return awaited == 0;
    }

    boolean isArmed() {
        return timer.isSet();
    }

    /** Called with each input before the protocol sees it. */
    void take(Input input) {
        if (input instanceof Input.Outcome) awaited--;
        if (input instanceof Input.Acknowledged told) sendings.ended(told.occurrence());
        if (input instanceof Input.PublishFailed told) sendings.ended(told.occurrence());
    }

    boolean hasStoodStill(Instant now) {
        return timer.hasStoodStill(now);
    }

    /** Whether the timer's instant has come. */
    boolean isDue(Instant now) {
        if (awaited > 0) timer.lookAgain();
        Instant at = timer.come(now);
        if (at != null) delays.timerElapsed(at, now);
        return at != null;
    }

    void diagnose(Input input, Instant now) {
        delays.told(input, now);
    }

    EventWrite explained(EventWrite write) {
        return write.with(write.lines().stream().map(delays::explain).toList());
    }

    /** These lines are written: tells the listeners. */
    void fired(List<Firing> lines) {
        for (Firing firing : lines)
            if (firing.verdict() != Verdict.WAITING) parts.firings().fired(new Fired(id, firing, delays.of(firing)));
    }

    void recallAll() {
        sendings.recallAll();
    }

    void stopped() {
        sendings.recallAll();
        timer.clear();
    }
}
