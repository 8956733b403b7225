package io.carillon.schedule;

import io.carillon.schedule.DeviceChange.EditDevice;
import io.carillon.schedule.GroupChange.EditGroup;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody asks of one device in a year: groups with every field, changes of all kinds, skips, runs and their undoing. */
final class YearScript {
    private static final List<String> RULES = List.of(
            "FREQ=WEEKLY;INTERVAL=2",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=MONTHLY;BYDAY=1MO,3FR",
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=WEEKLY;BYDAY=MO,WE,SA;WKST=SU",
            "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1");
    private static final int GROUPS = 4;
    private static final int ASKED = 15;

    private final DeviceId device;
    private final Place place;
    private final List<Place> places;
    private final List<Calendar> calendars;
    private final Instant start;
    private final Random random;
    private final List<Made> made = new ArrayList<>();
    private final List<Asked> script = new ArrayList<>();
    private int names;

    /** Where a device may stand. */
    record Place(String zone, Location location) {}

    record Asked(Instant at, Change change) {}

    private record Made(GroupId id, boolean once, List<TaskName> tasks) {}

    YearScript(
            DeviceId device, Place place, List<Place> places, List<Calendar> calendars, Instant start, Random random) {
        this.device = device;
        this.place = place;
        this.places = places;
        this.calendars = calendars;
        this.start = start;
        this.random = random;
    }

    List<Asked> write(Duration year) {
        ask(start, device(place, start));
        for (int i = 0; i < GROUPS; i++) create(start.plusMillis(1 + i), i == 0);
        List<Instant> moments = new ArrayList<>();
        for (int i = 0; i < ASKED; i++)
            moments.add(start.plusSeconds((long) (random.nextDouble() * (year.toSeconds() - 86_400)) + 60)
                    .plusMillis(137 + i));
        moments.sort(Instant::compareTo);
        for (Instant at : moments) something(at);
        return script;
    }

    private void something(Instant at) {
        Made group = made.get(random.nextInt(made.size()));
        Optional<TaskName> one = maybe(0.5) ? Optional.of(any(group.tasks)) : Optional.empty();
        switch (random.nextInt(14)) {
            case 0, 1 -> ask(at, edit(group, dates(group, at), Optional.empty()));
            case 2, 3 -> ask(at, edit(group, nothing(), Optional.of(tasks(group))));
            case 4 -> ask(at, edit(group, nothing(), Optional.empty()));
            case 5 -> switched(at, group);
            case 6, 7 -> {
                int times = 1 + random.nextInt(3);
                for (int i = 0; i < times; i++)
                    ask(at.plusMillis(20 * i), new ByHandChange.SkipNext(group.id, Optional.empty()));
                if (maybe(0.3))
                    ask(
                            at.plusSeconds(3600 * random.nextInt(100)).plusMillis(77),
                            new ByHandChange.UndoSkips(group.id));
            }
            case 8 -> ask(at, new ByHandChange.RunNow(group.id, one, Optional.empty()));
            case 9 -> {
                int in = maybe(0.5) ? 1 + random.nextInt(7200) : 1 + random.nextInt(ByHandChange.RunLater.MOST_IN);
                ask(at, new ByHandChange.RunLater(group.id, one, in, Optional.empty()));
                if (maybe(0.3))
                    ask(at.plusSeconds(random.nextInt(2 * in)).plusMillis(55), new ByHandChange.CallOffRuns(group.id));
            }
            case 10 ->
                ask(
                        at,
                        maybe(0.5)
                                ? new DeviceChange.TakeCalendar(any(calendars))
                                : Plain.following(maybe(0.3) ? null : any(calendars)));
            case 11 -> ask(at, device(maybe(0.3) ? any(places) : place, at));
            case 12 -> ask(at, Plain.zone(maybe(0.2) ? null : any(places).zone));
            default -> {
                if (made.size() > 2 && maybe(0.5)) {
                    made.remove(group);
                    ask(at, new GroupChange.DeleteGroup(group.id));
                } else create(at, maybe(0.3));
            }
        }
    }

    private void ask(Instant at, Change change) {
        script.add(new Asked(at, change));
    }

    private void switched(Instant at, Made group) {
        for (boolean on : List.of(false, true))
            ask(
                    on ? at.plus(Duration.ofHours(random.nextInt(300) + 1)).plusMillis(33) : at,
                    Plain.edit(group.id, Optional.empty(), nothing(), Optional.of(on), Optional.empty()));
    }

    private void create(Instant at, boolean once) {
        Made group = new Made(GroupId.of(new UUID(1, names++), device), once, new ArrayList<>());
        List<TaskDraft> drafts = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) drafts.add(draft(Optional.empty(), fresh(group)));
        DatesEdit dates = dates(group, at);
        ask(
                at,
                new GroupChange.CreateGroup(
                        group.id,
                        once ? WeekMask.ONCE : maybe(0.5) ? WeekMask.EVERY_DAY : new WeekMask(1 + random.nextInt(127)),
                        dates.of(Dates.ALL),
                        Optional.empty(),
                        drafts,
                        Edit.to("l"),
                        promise().of(Promise.PLAIN)));
        made.add(group);
    }

    private EditGroup edit(Made group, DatesEdit dates, Optional<List<TaskDraft>> tasks) {
        return new EditGroup(
                group.id,
                Optional.empty(),
                dates,
                Optional.empty(),
                tasks,
                maybe(0.5) ? Edit.to("label " + names) : Edit.unnamed(),
                promise());
    }

    private PromiseEdit promise() {
        return new PromiseEdit(
                maybe(0.3) ? Edit.to(Promise.LEAST_VALID + random.nextInt(3600)) : Edit.unnamed(),
                maybe(0.3) ? Edit.to(maybe(0.5)) : Edit.unnamed(),
                maybe(0.4) ? Edit.to(maybe(0.5)) : Edit.unnamed(),
                maybe(0.3) ? Edit.to(Promise.LEAST_RETRY + random.nextInt(60)) : Edit.unnamed());
    }

    private static DatesEdit nothing() {
        return Schedules.edit(Dates.ALL);
    }

    /** All of them: a once-group's may not end, or how long it stays on would hang on years that are not played. */
    private DatesEdit dates(Made group, Instant at) {
        LocalDate today =
                LocalDate.ofInstant(at, start.atZone(java.time.ZoneOffset.UTC).getZone());
        boolean ruled = maybe(0.3);
        List<LocalDate> except = new ArrayList<>();
        int excepted = random.nextInt(4);
        for (int i = 0; i < excepted; i++) except.add(today.plusDays(random.nextInt(60)));
        Dates values = new Dates(
                ruled || maybe(0.2) ? today.plusDays(random.nextInt(40) - 20) : null,
                !group.once && maybe(0.2) ? today.plusDays(30 + random.nextInt(200)) : null,
                except,
                maybe(0.15) ? today.plusDays(random.nextInt(20)).atTime(random.nextInt(24), 30, 10) : null,
                ruled && !group.once ? any(RULES) : null,
                maybe(0.3) ? any(List.of(1, 60, 900, 3600)) : null,
                maybe(0.3) ? true : null);
        return Schedules.edit(values, Schedules.fieldsOfDates());
    }

    /** One is changed or gone, or there is another; the others stay. */
    private List<TaskDraft> tasks(Made group) {
        List<TaskDraft> drafts = new ArrayList<>();
        if (group.tasks.size() > 1 && maybe(0.3)) group.tasks.remove(random.nextInt(group.tasks.size()));
        for (TaskName name : group.tasks) drafts.add(draft(Optional.of(name), name));
        if (maybe(0.4)) drafts.add(draft(Optional.empty(), fresh(group)));
        return drafts;
    }

    private TaskName fresh(Made group) {
        TaskName name = new TaskName("t" + names++);
        group.tasks.add(name);
        return name;
    }

    private TaskDraft draft(Optional<TaskName> keeps, TaskName fresh) {
        return new TaskDraft(
                keeps,
                fresh,
                String.valueOf(random.nextInt(24)),
                String.valueOf(random.nextInt(60)),
                "{\"n\":" + names++ + "}",
                maybe(0.5) ? Edit.to(maybe(0.2) ? null : String.valueOf(random.nextInt(60))) : Edit.unnamed(),
                maybe(0.4) ? Edit.to(maybe(0.2) ? null : sun()) : Edit.unnamed());
    }

    /** One event a place: the sun is dear, and cached by place, day and event. */
    private Sun sun() {
        Sun.Event event = Sun.Event.values()[places.indexOf(place) % 4];
        @Nullable Integer offset = maybe(0.5) ? any(List.of(-720, -90, -15, 15, 90, 720)) : null;
        LocalTime least = maybe(0.3) ? LocalTime.of(random.nextInt(12), 15) : null;
        LocalTime most = maybe(0.3) ? LocalTime.of(12 + random.nextInt(12), 45) : null;
        return new Sun(event, offset, least, most);
    }

    private EditDevice device(Place at, Instant moment) {
        LocalDate today = LocalDate.ofInstant(moment.truncatedTo(ChronoUnit.DAYS), java.time.ZoneOffset.UTC);
        Map<LocalDate, DayKind> days = new TreeMap<>();
        int kinds = random.nextInt(6);
        for (int i = 0; i < kinds; i++)
            days.put(today.plusDays(random.nextInt(200)), DayKind.values()[random.nextInt(DayKind.values().length)]);
        return new EditDevice(
                Edit.to(at.zone),
                maybe(0.9) ? Edit.to(at.location) : Edit.unnamed(),
                Edit.to("a lamp"),
                maybe(0.7) ? Edit.to(Days.of(days)) : Edit.unnamed(),
                maybe(0.2) ? Edit.to(today.plusDays(random.nextInt(10)).atTime(1, 15)) : Edit.unnamed(),
                maybe(0.5) ? Edit.to(any(calendars)) : Edit.unnamed());
    }

    private boolean maybe(double chance) {
        return random.nextDouble() < chance;
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
