package io.carillon.bench;

import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.Dates;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import io.carillon.schedule.Decision;
import io.carillon.schedule.DeviceChange.BindUser;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Edit;
import io.carillon.schedule.Effect;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Incarnation;
import io.carillon.schedule.Input;
import io.carillon.schedule.Location;
import io.carillon.schedule.Moment;
import io.carillon.schedule.Plain;
import io.carillon.schedule.Promise;
import io.carillon.schedule.Protocol;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.ServiceSettings;
import io.carillon.schedule.Sun;
import io.carillon.schedule.TaskDraft;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Timing;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import io.carillon.schedule.WeekMask;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What each way to say when costs a firing, from the nudge to the settle's answer; no database, no broker. */
record Times(Report report) {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
    private static final Caller ANN = new Caller(new UserId("ann"), true, true);
    private static final ServiceSettings SETTINGS = new ServiceSettings(
            ZoneId.of("Europe/Berlin"), Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ZERO);
    private static final int HERD = 1_000;
    private static final int DAYS = 20;
    private static final Dates EVERY = new Dates(
            DAY.minusDays(30),
            DAY.plusDays(400),
            List.of(DAY.plusDays(300), DAY.plusDays(301)),
            DAY.atStartOfDay(),
            "FREQ=DAILY;INTERVAL=1",
            60,
            null);

    private enum Said {
        PLAIN,
        SECONDS,
        JITTER,
        RULE,
        DEVICE_DAYS,
        SUN_OF_ONE_PLACE,
        SUN_OF_MANY_PLACES,
        EVERYTHING_BUT_THE_SUN,
        EVERYTHING
    }

    void run(int warmUps) {
        for (int round = 0; round < warmUps; round++) for (Said said : Said.values()) firing(said);
        double plain = firing(Said.PLAIN);
        report.line("- a firing of a plain group: %.1f µs", plain);
        for (Said said : Said.values())
            if (said != Said.PLAIN) {
                double with = firing(said);
                String name = said.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                report.line("- with %s: %.1f µs, %.1f more", name, with, with - plain);
            }
        for (Said said : List.of(Said.PLAIN, Said.EVERYTHING)) {
            for (int round = 0; round < warmUps; round++) fires(said, round);
            report.line("- fires/ of 500 tasks, %s: %.1f ms", said, fires(said, warmUps));
        }
    }

    /** Microseconds. */
    private static double firing(Said said) {
        List<One> herd = new ArrayList<>();
        for (int i = 0; i < HERD; i++) herd.add(new One(said, i));
        long begun = now();
        int fired = 0;
        for (int day = 0; day < DAYS; day++) for (One one : herd) fired += one.fires();
        if (fired != HERD * DAYS) throw new AssertionError(fired + " firings with " + said);
        return (now() - begun) / 1e3 / fired;
    }

    /** Milliseconds; at another time each time, so that nothing is known yet. */
    private static double fires(Said said, int round) {
        DeviceState state = state(said, new DeviceId("full"), 10, 50, round);
        Instant at = START.plus(Duration.ofDays(round));
        long begun = now();
        new ReadFires(null, 1000, null, null).answer(state, ANN, SETTINGS.timing(new DeviceId("full")), at);
        return (now() - begun) / 1e6;
    }

    private static DeviceState state(Said said, DeviceId device, int groups, int tasks, int place) {
        boolean all = said == Said.EVERYTHING || said == Said.EVERYTHING_BUT_THE_SUN;
        boolean sun = said == Said.EVERYTHING || said == Said.SUN_OF_ONE_PLACE || said == Said.SUN_OF_MANY_PLACES;
        double east = said == Said.SUN_OF_MANY_PLACES ? place / 100.0 : 0;
        Map<LocalDate, DayKind> days = Map.of(DAY.plusDays(1), DayKind.SUNDAY, DAY.plusDays(2), DayKind.MONDAY);
        List<Change> changes = new ArrayList<>(List.of(
                new BindUser(ANN.user()),
                Plain.device(
                        Edit.unnamed(),
                        sun ? Edit.to(new Location(52.5, 10 + east)) : Edit.unnamed(),
                        Edit.unnamed(),
                        all || said == Said.DEVICE_DAYS ? Edit.to(Days.of(days)) : Edit.unnamed(),
                        all ? Edit.to(LocalDateTime.of(2026, 1, 1, 0, 0)) : Edit.unnamed())));
        for (int g = 0; g < groups; g++) {
            List<TaskDraft> drafts = new ArrayList<>();
            for (int t = 0; t < tasks; t++) drafts.add(draft(said, g * tasks + t, all, sun));
            GroupId id = GroupId.of(new UUID(g, place), device);
            changes.add(new CreateGroup(
                    id, WeekMask.EVERY_DAY, dates(said, all), Optional.empty(), drafts, Edit.unnamed(), Promise.PLAIN));
        }
        DeviceState state = DeviceState.EMPTY;
        for (Change change : changes) {
            Moment moment = Plain.moment(state.momentOfChange(START), SETTINGS.timing(device));
            if (change.decide(state, ANN, moment) instanceof Decision.Accepted accepted)
                state = accepted.event().applyTo(state);
        }
        return state;
    }

    private static Dates dates(Said said, boolean all) {
        if (all) return EVERY;
        if (said == Said.RULE) return new Dates(DAY, null, List.of(), null, "FREQ=DAILY;INTERVAL=1", null, null);
        return said == Said.JITTER ? new Dates(null, null, List.of(), null, null, 60, null) : Dates.ALL;
    }

    private static TaskDraft draft(Said said, int number, boolean all, boolean sun) {
        return new TaskDraft(
                Optional.empty(),
                TaskName.of(new UUID(number, number)),
                Integer.toString(7 + number % 12),
                Integer.toString(number % 60),
                "{\"on\":1}",
                all || said == Said.SECONDS ? Edit.to("30") : Edit.unnamed(),
                sun
                        ? Edit.to(new Sun(Sun.Event.SUNSET, -15, LocalTime.of(17, 0), LocalTime.of(23, 0)))
                        : Edit.unnamed());
    }

    /** A device of one group with one task, which leaves memory after each firing. */
    private static final class One {
        private final Protocol protocol;
        private final DeviceState state;
        private final long n = 3;
        private Instant due = START;

        One(Said said, int number) {
            DeviceId device = new DeviceId("d" + number);
            Timing timing = SETTINGS.timing(device);
            protocol = new Protocol(SETTINGS, timing);
            state = state(said, device, 1, 1, number);
        }

        int fires() {
            Incarnation me = Incarnation.recovered(n, state);
            Deque<Input> inputs = new ArrayDeque<>(List.of(new Input.Woken()));
            Instant now = due;
            int fired = 0;
            while (!inputs.isEmpty()) {
                Instant ring = null;
                for (Effect effect : protocol.step(me, inputs.remove(), now)) {
                    if (effect instanceof Effect.ReadRow)
                        inputs.add(new Input.RowRead(Optional.of(new Wakeup(due, n))));
                    else if (effect instanceof Effect.WakeAt wake) ring = wake.at();
                    else if (effect instanceof Effect.WriteSettle write) {
                        due = write.settle().dueAt();
                        inputs.add(new Input.Settled(true));
                    } else if (effect instanceof Effect.Publish publish) {
                        fired++;
                        inputs.add(new Input.Acknowledged(publish.occurrence(), Verdict.DELIVERED, now, now));
                    }
                }
                if (ring != null && inputs.isEmpty()) {
                    now = ring;
                    inputs.add(new Input.TimerElapsed());
                }
            }
            return fired == 0 && now.equals(START) ? fires() : fired;
        }
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
