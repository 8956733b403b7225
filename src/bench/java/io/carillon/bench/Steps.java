package io.carillon.bench;

import io.carillon.schedule.ByHandChange;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.Dates;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceChange.BindUser;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Effect;
import io.carillon.schedule.GroupChange;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Incarnation;
import io.carillon.schedule.Input;
import io.carillon.schedule.Moment;
import io.carillon.schedule.Plain;
import io.carillon.schedule.Protocol;
import io.carillon.schedule.ServiceSettings;
import io.carillon.schedule.TaskDraft;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Timing;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Wakeup;
import io.carillon.schedule.WeekMask;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** The longest step that a device at its limits takes on its dispatcher's thread; no database, no broker. */
record Steps(Report report) {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final DeviceId DEVICE = new DeviceId("limit");
    private static final Caller ANN = new Caller(new UserId("ann"), true, null);
    private static final ServiceSettings SETTINGS = new ServiceSettings(
            ZoneId.of("Europe/Berlin"), Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ZERO);
    private static final Timing TIMING = SETTINGS.timing(DEVICE);
    private static final int GROUPS = 10;
    private static final int TASKS = 50;

    void run(int warmUps) {
        for (int round = 0; round < warmUps; round++) {
            skips();
            backlog(30);
        }
        report.line("- the 500th skip of a group of 50 tasks: %.1f ms", skips());
        for (int days : new int[] {30, 365}) {
            Taken taken = backlog(days);
            report.line(
                    "- a backlog of %d days of 500 tasks: %,d lines in %d steps, the longest %.1f ms, all %.0f ms",
                    days, taken.lines, taken.steps, taken.longest, taken.all);
        }
    }

    /** Milliseconds. */
    private record Taken(int lines, int steps, double longest, double all) {}

    /** How long the last of as many skips as are allowed takes to decide. */
    private static double skips() {
        DeviceState state = full(NOW);
        Change skip = new ByHandChange.SkipNext(state.groups().get(0).id(), Optional.empty());
        double last = 0;
        for (int i = 0; i < 500; i++) {
            Moment moment = Plain.moment(NOW.plusMillis(i + 1000), TIMING);
            long begun = now();
            Decision decision = skip.decide(state, ANN, moment);
            state = ((Decision.Accepted) decision).event().applyTo(state);
            last = millis(begun);
        }
        return last;
    }

    /** Nobody looked at the device for so long; then its group is deleted. */
    private static Taken backlog(int days) {
        Instant then = NOW.minus(Duration.ofDays(days));
        DeviceState state = full(then);
        Protocol protocol = new Protocol(SETTINGS, TIMING);
        Incarnation me = Incarnation.recovered(1, state);
        Change delete = new GroupChange.DeleteGroup(state.groups().get(0).id());
        Input next = new Input.Wish(delete, ANN, NOW.plusSeconds(9));
        int steps = 0;
        int lines = 0;
        double longest = 0;
        double all = 0;
        while (next != null) {
            long begun = now();
            List<Effect> effects = protocol.step(me, next, NOW);
            double took = millis(begun);
            longest = Math.max(longest, took);
            all += took;
            steps++;
            next = null;
            for (Effect effect : effects) {
                if (effect instanceof Effect.ReadRow) next = new Input.RowRead(Optional.of(new Wakeup(then, 1)));
                if (effect instanceof Effect.WriteSettle write) {
                    lines += write.settle().verdicts().size();
                    next = new Input.Settled(true);
                }
                if (effect instanceof Effect.Persist persist) {
                    lines += persist.write().lines().size();
                    next = new Input.Persisted();
                }
            }
        }
        return new Taken(lines, steps, longest, all);
    }

    private static DeviceState full(Instant at) {
        List<Change> changes = new ArrayList<>(List.of(new BindUser(ANN.user())));
        for (int group = 0; group < GROUPS; group++) {
            List<TaskDraft> tasks =
                    IntStream.range(0, TASKS).mapToObj(Steps::task).toList();
            GroupId id = GroupId.of(new UUID(group, group), DEVICE);
            changes.add(Plain.create(id, WeekMask.EVERY_DAY, Dates.ALL, Optional.empty(), tasks));
        }
        DeviceState state = DeviceState.EMPTY;
        for (Change change : changes) {
            Moment moment = Plain.moment(state.momentOfChange(at), TIMING);
            state = ((Decision.Accepted) change.decide(state, ANN, moment))
                    .event()
                    .applyTo(state);
        }
        return state;
    }

    private static TaskDraft task(int number) {
        String hour = Integer.toString(number % 24);
        String minute = Integer.toString(number);
        return new TaskDraft(Optional.empty(), TaskName.of(UUID.randomUUID()), hour, minute, "{\"on\":1}");
    }

    /** Of this thread's CPU: others have the machine at times. */
    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double millis(long begun) {
        return (now() - begun) / 1e6;
    }
}
