package io.carillon.device;

import akka.actor.Cancellable;
import akka.actor.typed.javadsl.ActorContext;
import akka.dispatch.ExecutionContexts;
import io.carillon.schedule.Firing;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;

/**
 * A device's single timer. It runs in steps, and only the clock says that its instant has come. Uses the scheduler
 * directly: a {@code TimerScheduler} fills and clears the logger's context each time.
 */
final class DeviceTimer {
    /** The clock may be corrected while the timer runs, so the clock is read at least this often. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(5);

    private static final ExecutionContext AT_ONCE = ExecutionContexts.fromExecutor(Runnable::run);

    private final ActorContext<DeviceCommand> context;
    private final DeviceCommand message;
    private final DeviceCounts counts;
    private @Nullable Instant at;
    private Cancellable step = Cancellable.alreadyCancelled();
    private Instant stoodStillAfter = Instant.MAX;

    /** @param message sent at each step */
    DeviceTimer(ActorContext<DeviceCommand> context, DeviceCommand message, DeviceCounts counts) {
        this.context = context;
        this.message = message;
        this.counts = counts;
    }

    boolean isSet() {
        return at != null;
    }

    /** Whether the process has stood still since the last step: this one came late (design, step 6). */
    boolean hasStoodStill(Instant now) {
        boolean late = now.isAfter(stoodStillAfter);
        stoodStillAfter = now.plus(LONGEST_STEP).plus(Firing.LATE);
        return late;
    }

    /** Replaces an earlier instant. */
    void set(Instant then, Instant now) {
        arm(then);
        Duration left = Duration.between(now, then);
        if (left.isNegative() || left.isZero()) {
            context.getSelf().tell(message);
            return;
        }
        Duration next = left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP;
        stoodStillAfter = now.plus(next).plus(Firing.LATE);
        step = after(next);
    }

    /** A step without an instant: while an outcome is awaited, a slow database is no standstill. */
    void lookAgain() {
        if (at != null) return;
        step.cancel();
        step = after(LONGEST_STEP);
    }

    void clear() {
        arm(null);
    }

    /** To be called at each step: the instant, if it has come; else null. */
    @Nullable
    Instant come(Instant now) {
        Instant then = at;
        if (then == null) return null;
        if (now.isBefore(then)) {
            set(then, now);
            return null;
        }
        arm(null);
        return then;
    }

    private Cancellable after(Duration delay) {
        return context.getSystem()
                .scheduler()
                .scheduleOnce(delay, () -> context.getSelf().tell(message), AT_ONCE);
    }

    private void arm(@Nullable Instant then) {
        if (at == null && then != null) counts.armed.increment();
        if (at != null && then == null) counts.armed.decrement();
        step.cancel();
        at = then;
    }
}
