package io.carillon.schedule;

import io.carillon.schedule.ByHandChange.CallOffRuns;
import io.carillon.schedule.ByHandChange.RunLater;
import io.carillon.schedule.ByHandChange.RunNow;
import io.carillon.schedule.ByHandChange.SkipNext;
import io.carillon.schedule.ByHandChange.UndoSkips;
import io.carillon.schedule.DeviceChange.EditDevice;
import io.carillon.schedule.DeviceChange.TakeCalendar;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.GroupChange.DeleteGroup;
import io.carillon.schedule.GroupChange.EditGroup;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the requests to one device call for by the contract alone, worked out from the requests: each task is what it is from
 * the moment at which it became so, and {@link DayWalk} says when that runs.
 */
final class YearOracle {
    private final Timing device;
    private final Instant end;
    private final Function<ZoneId, ZoneWalk> clocks;
    private final Map<GroupId, Asked> groups = new LinkedHashMap<>();
    private final List<Occurrence> runs = new ArrayList<>();
    private @Nullable String zone;
    private DeviceSettings settings = DeviceSettings.NONE;

    /** What is to be published, with its commands. */
    final Map<Occurrence, String> published = new HashMap<>();

    /** Those of them that the device is to answer. */
    final Set<Occurrence> confirmed = new HashSet<>();

    final Set<Occurrence> skipped = new HashSet<>();

    /** A group as it was asked for. */
    private static final class Asked {
        WeekMask days = WeekMask.EVERY_DAY;
        Dates dates = Dates.ALL;
        Promise promise = Promise.PLAIN;
        boolean enabled;
        final Map<TaskName, Line> lines = new LinkedHashMap<>();
        final Set<Instant> skips = new HashSet<>();
    }

    /** All that makes a task what it is: a change of any of it is a change of the task. */
    private record Spec(
            WeekMask days,
            Dates dates,
            boolean enabled,
            LocalTime time,
            @Nullable Sun sun,
            String commands,
            ZoneId zone,
            @Nullable LocalDateTime pausedUntil,
            Days counted,
            @Nullable Location location,
            @Nullable Calendar calendar) {
        /** The same, with that one's days and calendar. */
        Spec countingLike(Spec other) {
            return new Spec(
                    days,
                    dates,
                    enabled,
                    time,
                    sun,
                    commands,
                    zone,
                    pausedUntil,
                    other.counted,
                    location,
                    other.calendar);
        }
    }

    /**
     * @param from when the task became what it is
     * @param due when it runs; of a once-task no more than one, none where that has been
     */
    private record Line(Spec spec, Instant from, NavigableSet<Instant> due) {}

    /** @param device with its shift and jitter */
    YearOracle(Timing device, Instant end, Function<ZoneId, ZoneWalk> clocks) {
        this.device = device;
        this.end = end;
        this.clocks = clocks;
    }

    void on(Change change, Instant at) {
        passed(at);
        if (change instanceof CreateGroup create) {
            Asked asked = new Asked();
            groups.put(create.id(), asked);
            asked.days = create.days();
            asked.dates = create.dates();
            asked.promise = create.promise();
            asked.enabled = create.enabled().orElse(true);
            for (TaskDraft draft : create.tasks()) draw(create.id(), asked, draft, at);
        } else if (change instanceof EditGroup edit) edit(edit, group(edit.id()), at);
        else if (change instanceof DeleteGroup delete) {
            Asked gone = group(delete.id());
            gone.lines.forEach((task, line) -> came(delete.id(), gone, task, line, at));
            groups.remove(delete.id());
            runs.removeIf(run -> run.group().equals(delete.id()));
        } else if (change instanceof SkipNext skip) {
            Asked asked = group(skip.id());
            asked.lines.values().stream()
                    .map(Line::due)
                    .flatMap(Collection::stream)
                    .filter(due -> due.isAfter(at) && !asked.skips.contains(due))
                    .min(Instant::compareTo)
                    .ifPresent(asked.skips::add);
        } else if (change instanceof UndoSkips undo) group(undo.id()).skips.removeIf(due -> due.isAfter(at));
        else if (change instanceof RunNow run) run(run.id(), run.task(), at);
        else if (change instanceof RunLater run) run(run.id(), run.task(), at.plusSeconds(run.in()));
        else if (change instanceof CallOffRuns off)
            runs.removeIf(run -> run.group().equals(off.id()));
        else if (change instanceof EditDevice edit) {
            zone = edit.timeZone().of(zone);
            settings = edit.of(settings);
            groups.forEach((id, asked) -> respecified(id, asked, at));
        } else if (change instanceof TakeCalendar take) {
            Calendar followed = settings.calendar();
            if (followed == null || !followed.isBefore(take.calendar())) return;
            settings = settings.with(take.calendar());
            groups.forEach((id, asked) -> respecified(id, asked, at));
        } else throw new IllegalArgumentException(change.toString());
        passed(at);
    }

    /** What is to be run by {@code at}, and once-groups that have had their last turn. */
    void passed(Instant at) {
        for (Occurrence run : List.copyOf(runs))
            if (!run.at().isAfter(at)) {
                runs.remove(run);
                Asked asked = group(run.group());
                publish(run, asked, Objects.requireNonNull(asked.lines.get(run.task())));
            }
        groups.forEach((id, asked) -> {
            boolean over = asked.lines.values().stream()
                    .allMatch(line -> line.due.isEmpty() || !line.due.first().isAfter(at));
            if (asked.days.once() && asked.enabled && over) {
                asked.enabled = false;
                asked.lines.replaceAll((task, line) -> {
                    came(id, asked, task, line, at);
                    return new Line(spec(asked, line.spec), at, new TreeSet<>());
                });
            }
        });
    }

    void end() {
        passed(end);
        groups.forEach((id, asked) -> asked.lines.forEach((task, line) -> came(id, asked, task, line, end)));
    }

    private Asked group(GroupId id) {
        return Optional.ofNullable(groups.get(id)).orElseThrow();
    }

    private void edit(EditGroup edit, Asked asked, Instant at) {
        asked.lines.forEach((task, line) -> came(edit.id(), asked, task, line, at));
        asked.promise = edit.promise().of(asked.promise);
        asked.days = edit.days().orElse(asked.days);
        asked.dates = edit.dates().of(asked.dates);
        asked.enabled = edit.enabled().orElse(asked.enabled);
        if (edit.tasks().isEmpty()) {
            respecified(edit.id(), asked, at, false);
            return;
        }
        Map<TaskName, Line> before = new LinkedHashMap<>(asked.lines);
        asked.lines.clear();
        for (TaskDraft draft : edit.tasks().get()) {
            Line old = draft.keeps().map(before::get).orElse(null);
            if (old == null) draw(edit.id(), asked, draft, at);
            else {
                TaskName name = draft.keeps().get();
                Spec wanted = new Spec(
                        asked.days,
                        asked.dates,
                        asked.enabled,
                        time(draft, old.spec.time.getSecond()),
                        draft.sun().of(old.spec.sun),
                        draft.commands(),
                        old.spec.zone,
                        null,
                        Days.NONE,
                        null,
                        null);
                asked.lines.put(name, changed(edit.id(), asked, name, old, spec(asked, wanted), at, false));
                before.remove(name);
            }
        }
        before.forEach((name, gone) -> {
            came(edit.id(), asked, name, gone, at);
            runs.removeIf(run -> run.task().equals(name));
        });
    }

    private void respecified(GroupId id, Asked asked, Instant at) {
        respecified(id, asked, at, true);
    }

    private void respecified(GroupId id, Asked asked, Instant at, boolean byDevice) {
        asked.lines.replaceAll((task, line) -> changed(id, asked, task, line, spec(asked, line.spec), at, byDevice));
    }

    /** @param byDevice then what has fired once is not brought back */
    private Line changed(GroupId id, Asked asked, TaskName task, Line old, Spec spec, Instant at, boolean byDevice) {
        if (old.spec.equals(spec)) return old;
        came(id, asked, task, old, at);
        boolean once = spec.days.once();
        boolean fired = once && (old.due.isEmpty() || !old.due.first().isAfter(at));
        if (byDevice && fired) return new Line(spec, at, new TreeSet<>());
        if (byDevice && !once && old.spec.countingLike(spec).equals(spec)) {
            NavigableSet<Instant> due = due(spec, old.from);
            // days and calendar change only tasks of whose occurrences some that may be open differ
            if (mayBeOpen(due, at).equals(mayBeOpen(old.due, at)))
                return new Line(spec, old.from, due.tailSet(at, false));
        }
        return new Line(spec, at, due(spec, at));
    }

    private static Set<Instant> mayBeOpen(NavigableSet<Instant> due, Instant at) {
        return due.subSet(at.minus(DeviceState.CLOCKS_AGREE), true, at, true);
    }

    private void came(GroupId id, Asked asked, TaskName task, Line line, Instant by) {
        for (Instant due : line.due.headSet(by, true)) {
            Occurrence occurrence = new Occurrence(id, task, due);
            if (asked.skips.contains(due)) skipped.add(occurrence);
            else publish(occurrence, asked, line);
        }
    }

    private void publish(Occurrence occurrence, Asked asked, Line line) {
        boolean first = published.put(occurrence, line.spec.commands) == null;
        if (first && asked.promise.confirm()) confirmed.add(occurrence);
    }

    private void draw(GroupId id, Asked asked, TaskDraft draft, Instant at) {
        Spec wanted = new Spec(
                asked.days,
                asked.dates,
                asked.enabled,
                time(draft, 0),
                draft.sun().value(),
                draft.commands(),
                device.zone(),
                null,
                Days.NONE,
                null,
                null);
        Spec spec = spec(asked, wanted);
        asked.lines.put(draft.fresh(), new Line(spec, at, due(spec, at)));
    }

    private static LocalTime time(TaskDraft draft, int second) {
        String said = draft.second().value();
        int left = draft.second().named() ? said == null ? 0 : Integer.parseInt(said) : second;
        return LocalTime.of(Integer.parseInt(draft.hour()), Integer.parseInt(draft.minute()), left);
    }

    /** The same task in the group and on the device as they are now. */
    private Spec spec(Asked asked, Spec task) {
        return new Spec(
                asked.days,
                asked.dates,
                asked.enabled,
                task.time,
                task.sun,
                task.commands,
                zone == null ? device.zone() : ZoneId.of(zone),
                settings.pausedUntil(),
                asked.dates.ignoreCalendar() == null ? settings.days() : Days.NONE,
                task.sun == null ? null : settings.location(),
                asked.dates.ignoreCalendar() == null ? settings.calendar() : null);
    }

    /** What it owes that comes after {@code from}, before the operator's spread moves it. */
    private NavigableSet<Instant> due(Spec spec, Instant from) {
        NavigableSet<Instant> due = new TreeSet<>();
        if (!spec.enabled) return due;
        DeviceSettings own = new DeviceSettings(spec.location, null, spec.counted, spec.pausedUntil);
        Timing timing = new Timing(spec.zone, Duration.ZERO, device.seed(), own)
                .by(Optional.ofNullable(spec.calendar)
                        .flatMap(device.known()::of)
                        .orElse(CalendarDates.NONE));
        WeekMask days = spec.days.once() ? WeekMask.EVERY_DAY : spec.days;
        LocalDate first = LocalDate.ofInstant(from, spec.zone).minusDays(2);
        LocalDate last = LocalDate.ofInstant(end, spec.zone).plusDays(2);
        ZoneWalk clock = clocks.apply(spec.zone);
        new DayWalk(new When(days, spec.dates, spec.time, spec.sun, timing), clock::reads)
                .of(first, last)
                .tailMap(from, false)
                .keySet()
                .forEach(at -> due.add(at.plus(device.shift())));
        return spec.days.once() && !due.isEmpty() ? new TreeSet<>(Set.of(due.first())) : due;
    }

    private void run(GroupId id, Optional<TaskName> task, Instant at) {
        for (TaskName name : group(id).lines.keySet())
            if (task.isEmpty() || task.get().equals(name)) runs.add(new Occurrence(id, name, at, true));
    }
}
