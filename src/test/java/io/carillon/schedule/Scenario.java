package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an exploration starts and how far it goes.
 *
 * @param groups the groups of the first committed state, and whether later changes make them anew as once-groups
 * @param wishes what callers may wish, any of them at any time
 * @param changes a change is decided only by an incarnation that knows fewer events
 * @param orphans how many writes whose sender gave up or died may still be about to land
 * @param lives how many incarnations may live at once
 * @param lastTick where the clock stops
 * @param past how long after each minute the clock is looked at
 * @param ahead by so many minutes the clock is ahead in the first tick
 * @param pauses the process may stand still at any time
 * @param stops the node may be stopped, or the device moved to another, at any time
 * @param faults nothing is lost, crashes or has a second incarnation without them; it may still be slow
 */
record Scenario(
        String name,
        List<Start> groups,
        List<Wish> wishes,
        int changes,
        int orphans,
        int lives,
        int lastTick,
        Duration past,
        int ahead,
        boolean pauses,
        boolean stops,
        boolean faults) {
    private static final DeviceId DEVICE = new DeviceId("d611"); // whose repeats are stretched by nothing
    private static final CalendarName CALENDAR = new CalendarName("c");
    private static final Caller CALLER = new Caller(new UserId("u"), true, true);

    /** One group; without minutes it is not there yet. */
    record Start(boolean once, List<Integer> minutes, Promise promise) {
        /** @param retry in minutes, as {@code valid} */
        Start confirm(int valid, int retry) {
            return new Start(once, minutes, new Promise(60 * valid, promise.latestOnly(), true, 60 * retry));
        }

        /** Where the clock is looked at a second past each minute, something else would begin as it ends. */
        Start halfAMinuteLonger() {
            Integer valid = promise.validFor();
            return new Start(
                    once,
                    minutes,
                    new Promise(
                            valid == null ? null : valid + 30,
                            promise.latestOnly(),
                            promise.confirm(),
                            promise.retryEvery()));
        }

        Start latestOnly() {
            return new Start(
                    once, minutes, new Promise(promise.validFor(), true, promise.confirm(), promise.retryEvery()));
        }
    }

    enum Kind {
        SET,
        SKIP,
        RUN,
        /** After as many minutes as it names. */
        RUN_LATER,
        CALL_OFF,
        UNDO_SKIPS,
        ZONE,
        /** The calendar that it follows has a new version. */
        CALENDAR,
        /** The same schedule, without {@code confirm}. */
        CONFIRM_OFF
    }

    /**
     * That a group had these minutes and sent these commands, or without minutes were deleted; that it left out its next
     * instant, or ran, now or later, or that this were undone; or that the device moved to another zone.
     *
     * @param text the commands, or the zone
     */
    record Wish(Kind kind, int group, List<Integer> minutes, String text) {
        @Override
        public String toString() {
            if (kind == Kind.SET) return "group " + group + " := " + minutes + " " + text;
            if (kind == Kind.CALENDAR) return "calendar := " + text;
            return kind == Kind.ZONE ? "zone := " + text : kind + " group " + group;
        }
    }

    static Start weekly(Integer... minutes) {
        return new Start(false, List.of(minutes), Promise.PLAIN);
    }

    static Start once(Integer... minutes) {
        return new Start(true, List.of(minutes), Promise.PLAIN);
    }

    static Wish wish(int group, Integer... minutes) {
        return new Wish(Kind.SET, group, List.of(minutes), "{}");
    }

    static Wish otherCommands(int group, Integer... minutes) {
        return new Wish(Kind.SET, group, List.of(minutes), "{\"other\":1}");
    }

    static Wish confirmOff(int group, Integer... minutes) {
        return new Wish(Kind.CONFIRM_OFF, group, List.of(minutes), "{}");
    }

    static Wish skip(int group) {
        return new Wish(Kind.SKIP, group, List.of(), "");
    }

    static Wish run(int group) {
        return new Wish(Kind.RUN, group, List.of(), "");
    }

    static Wish runIn(int group, int minutes) {
        return new Wish(Kind.RUN_LATER, group, List.of(minutes), "");
    }

    static Wish callOff(int group) {
        return new Wish(Kind.CALL_OFF, group, List.of(), "");
    }

    static Wish undoSkips(int group) {
        return new Wish(Kind.UNDO_SKIPS, group, List.of(), "");
    }

    static Wish calendar(int version) {
        return new Wish(Kind.CALENDAR, 0, List.of(), String.valueOf(version));
    }

    static Wish zone(String offset) {
        return new Wish(Kind.ZONE, 0, List.of(), offset);
    }

    /** What is run within the last tick could never be published: the clock stops there. */
    boolean allows(Wish wish, int now) {
        if (wish.kind() == Kind.RUN_LATER) return now + wish.minutes().get(0) < lastTick;
        return wish.kind() != Kind.RUN || now < lastTick;
    }

    static Scenario of(String name, Start... groups) {
        return new Scenario(name, List.of(groups), List.of(), 2, 1, 1, 2, Duration.ZERO, 0, false, false, true);
    }

    Scenario wishes(Wish... allowed) {
        return new Scenario(
                name,
                groups,
                Arrays.asList(allowed),
                changes,
                orphans,
                lives,
                lastTick,
                past,
                ahead,
                pauses,
                stops,
                faults);
    }

    Scenario changes(int most) {
        return new Scenario(name, groups, wishes, most, orphans, lives, lastTick, past, ahead, pauses, stops, faults);
    }

    Scenario orphans(int most) {
        return new Scenario(name, groups, wishes, changes, most, lives, lastTick, past, ahead, pauses, stops, faults);
    }

    Scenario lives(int most) {
        return new Scenario(name, groups, wishes, changes, orphans, most, lastTick, past, ahead, pauses, stops, faults);
    }

    Scenario lastTick(int tick) {
        return new Scenario(name, groups, wishes, changes, orphans, lives, tick, past, ahead, pauses, stops, faults);
    }

    /** What is run by hand is never run in the very millisecond in which something else has fallen due and been settled. */
    Scenario aSecondPast() {
        Duration second = Duration.ofSeconds(1);
        return new Scenario(
                name, groups, wishes, changes, orphans, lives, lastTick, second, ahead, pauses, stops, faults);
    }

    Scenario ahead(int minutes) {
        return new Scenario(
                name, groups, wishes, changes, orphans, lives, lastTick, past, minutes, pauses, stops, faults);
    }

    Scenario withPauses() {
        return new Scenario(name, groups, wishes, changes, orphans, lives, lastTick, past, ahead, true, stops, faults);
    }

    Scenario withStops() {
        return new Scenario(name, groups, wishes, changes, orphans, lives, lastTick, past, ahead, pauses, true, faults);
    }

    Scenario withoutFaults() {
        String without = name + ", no faults";
        return new Scenario(
                without, groups, wishes, changes, orphans, lives, lastTick, past, ahead, false, stops, false);
    }

    /** What the clock shows in this tick. */
    Instant clock(int tick) {
        return Ticks.at(tick == 0 ? ahead : tick).plus(past);
    }

    boolean isAhead(int tick) {
        return tick == 0 && ahead > 0;
    }

    /** The latest that the clock has shown by this tick. */
    Instant latestBy(int tick) {
        return clock(tick > ahead ? tick : 0);
    }

    /** The latest minute that the clock will show. */
    int lastMinute() {
        return Ticks.of(latestBy(lastTick));
    }

    /** The events before the first committed state that is explored: none where no schedule was made yet, nor a row. */
    boolean fresh() {
        return groups.stream().allMatch(group -> group.minutes().isEmpty());
    }

    DeviceState firstState() {
        List<Group> made = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            if (groups.get(g).minutes().isEmpty()) continue;
            List<Task> tasks = new ArrayList<>();
            for (TaskDraft draft : drafts(g, groups.get(g).minutes(), List.of(), "{}"))
                tasks.add(once(g, draft.named(draft.fresh(), Ticks.at(0))));
            made.add(new Group(
                    id(g),
                    days(g),
                    Dates.ALL,
                    true,
                    tasks,
                    Ticks.at(0),
                    Ticks.at(0),
                    null,
                    groups.get(g).promise()));
        }
        DeviceState state = new DeviceState(null, made, Set.of(), List.of(), List.of(), List.of(), Ticks.at(0));
        boolean follows = wishes.stream().anyMatch(wish -> wish.kind() == Kind.CALENDAR);
        return follows ? state.set(null, DeviceSettings.NONE.with(new Calendar(CALENDAR, 1)), Ticks.at(0)) : state;
    }

    Wakeup firstRow() {
        return new Wakeup(
                groups.stream()
                        .flatMap(group -> group.minutes().stream())
                        .min(Integer::compare)
                        .map(Ticks::at)
                        .orElse(Wakeup.NEVER),
                fresh() ? 0 : 1);
    }

    private Task once(int g, Task task) {
        Instant at = groups.get(g).once() ? Mutants.SERVICE.once(Dates.ALL, task, Ticks.at(0)) : null;
        return task.from(Ticks.at(0), at);
    }

    Input.Wish input(Wish wish, DeviceState state) {
        return new Input.Wish(change(wish, state), CALLER, Wakeup.NEVER);
    }

    private Change change(Wish wish, DeviceState state) {
        int g = wish.group();
        if (wish.kind() == Kind.SKIP) return new ByHandChange.SkipNext(id(g), Optional.empty());
        if (wish.kind() == Kind.RUN) return new ByHandChange.RunNow(id(g), Optional.empty(), Optional.empty());
        if (wish.kind() == Kind.RUN_LATER)
            return new ByHandChange.RunLater(
                    id(g), Optional.empty(), 60 * wish.minutes().get(0), Optional.empty());
        if (wish.kind() == Kind.CALL_OFF) return new ByHandChange.CallOffRuns(id(g));
        if (wish.kind() == Kind.UNDO_SKIPS) return new ByHandChange.UndoSkips(id(g));
        if (wish.kind() == Kind.CALENDAR)
            return new DeviceChange.TakeCalendar(new Calendar(CALENDAR, Long.parseLong(wish.text())));
        if (wish.kind() == Kind.ZONE) return Plain.zone(wish.text());
        List<Integer> minutes = wish.minutes();
        if (minutes.isEmpty()) return new GroupChange.DeleteGroup(id(g));
        Optional<Group> old = state.group(id(g));
        List<TaskDraft> drafts = drafts(g, minutes, old.map(Group::tasks).orElse(List.of()), wish.text());
        Promise promise = groups.get(g).promise();
        if (wish.kind() == Kind.CONFIRM_OFF)
            promise = new Promise(promise.validFor(), promise.latestOnly(), false, promise.retryEvery());
        return old.isPresent()
                ? new GroupChange.UpdateGroup(id(g), days(g), Dates.ALL, true, drafts, Edit.unnamed(), promise)
                : new GroupChange.CreateGroup(
                        id(g), days(g), Dates.ALL, Optional.empty(), drafts, Edit.unnamed(), promise);
    }

    /** What its group promises at first. */
    Promise promise(Occurrence occurrence) {
        for (int g = 0; g < groups.size(); g++)
            if (id(g).equals(occurrence.group())) return groups.get(g).promise();
        return Promise.PLAIN;
    }

    boolean takesConfirmOff() {
        return wishes.stream().anyMatch(wish -> wish.kind() == Kind.CONFIRM_OFF);
    }

    Instant validUntil(Occurrence occurrence) {
        return occurrence.at().plus(promise(occurrence).validity(Mutants.SETTINGS.grace()));
    }

    /** Null where its group has no {@code confirm}. */
    @Nullable
    Instant confirmedUntil(Occurrence occurrence) {
        return promise(occurrence).confirm() ? validUntil(occurrence) : null;
    }

    private WeekMask days(int g) {
        return groups.get(g).once() ? WeekMask.ONCE : Ticks.MONDAYS;
    }

    private static GroupId id(int g) {
        return GroupId.of(new UUID(0, g), DEVICE);
    }

    /** The i-th task keeps the name of the i-th one before: a change of its minute moves it. */
    private static List<TaskDraft> drafts(int g, List<Integer> minutes, List<Task> old, String commands) {
        List<TaskDraft> drafts = new ArrayList<>();
        for (int i = 0; i < minutes.size(); i++)
            drafts.add(new TaskDraft(
                    old.stream().skip(i).findFirst().map(Task::name),
                    new TaskName("g" + g + "t" + i),
                    "0",
                    String.valueOf(minutes.get(i)),
                    commands));
        return drafts;
    }
}
