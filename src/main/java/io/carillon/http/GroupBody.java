package io.carillon.http;

import io.carillon.schedule.ByHandChange.RunLater;
import io.carillon.schedule.ByHandChange.RunNow;
import io.carillon.schedule.Change;
import io.carillon.schedule.DatesEdit;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Edit;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.GroupChange.EditGroup;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.PromiseEdit;
import io.carillon.schedule.TaskDraft;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.WeekMask;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the bodies of POST, PUT and PATCH of a group (contract 1, <i>Request fields</i>), and gives new groups and
 * tasks their ids.
 */
final class GroupBody {
    static final int MAX_TASKS = 50;
    static final int MAX_COMMANDS_BYTES = 4096;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,2}");

    private final DayOfWeek weekStartsOn;
    private final Ids ids;

    GroupBody(DayOfWeek weekStartsOn, Ids ids) {
        this.weekStartsOn = weekStartsOn;
        this.ids = ids;
    }

    CreateGroup create(Field body) {
        return create(body, body.at("device_id").parsed(DeviceId.ALLOWED, DeviceId::parse));
    }

    CreateGroup create(Field body, DeviceId device) {
        WeekMask days = period(body.at("period"));
        List<TaskDraft> tasks = new ArrayList<>();
        for (Field task : body.at("tasks").objects(MAX_TASKS)) {
            task.ignore("name");
            tasks.add(draft(task, Optional.empty()));
        }
        Optional<Boolean> enabled = body.at("enabled").optional(Field::bool);
        return new CreateGroup(
                GroupId.of(ids.next(), device),
                days,
                DatesBody.read(body),
                enabled,
                tasks,
                body.edit("label", Labels::read),
                PromiseBody.read(body));
    }

    /** The change, still to be given the group's id, which is parsed from the path once the body is valid. */
    Function<GroupId, EditGroup> update(Field body) {
        WeekMask days = period(body.at("period"));
        boolean enabled = body.at("enabled").bool();
        List<TaskDraft> tasks = changed(body.at("tasks"));
        return edit(body, Optional.of(days), Optional.of(enabled), Optional.of(tasks));
    }

    /** The same with every field optional: a JSON merge patch (RFC 7396) over the fields of PUT. */
    Function<GroupId, EditGroup> patch(Field body) {
        Optional<WeekMask> days = body.at("period").optional(this::period);
        Optional<Boolean> enabled = body.at("enabled").optional(Field::bool);
        Optional<List<TaskDraft>> tasks = body.at("tasks").optional(this::changed);
        return edit(body, days, enabled, tasks);
    }

    private static Function<GroupId, EditGroup> edit(
            Field body, Optional<WeekMask> days, Optional<Boolean> enabled, Optional<List<TaskDraft>> tasks) {
        DatesEdit dates = DatesBody.edit(body);
        Edit<String> label = body.edit("label", Labels::read);
        PromiseEdit promise = PromiseBody.edit(body);
        body.ignore("device_id");
        return id -> new EditGroup(id, days, dates, enabled, tasks, label, promise);
    }

    private WeekMask period(Field period) {
        return period.parsed(WeekMask.ALLOWED, text -> WeekMask.parse(text, weekStartsOn));
    }

    private List<TaskDraft> changed(Field tasks) {
        List<TaskDraft> drafts = new ArrayList<>();
        Map<TaskName, Field> keepers = new HashMap<>();
        for (Field task : tasks.objects(MAX_TASKS)) {
            Optional<TaskName> keeps = name(task);
            keeps.ifPresent(name -> {
                Field other = keepers.put(name, task);
                if (other != null) throw task.at("name").not("another than " + other.path() + ".name expected");
            });
            drafts.add(draft(task, keeps));
        }
        return drafts;
    }

    /** The change, still to be given the group's id and the key. */
    static BiFunction<GroupId, Optional<String>, Change> run(Field body) {
        Optional<TaskName> task = name(body);
        Optional<Integer> in = body.at("in").optional(field -> field.number(RunLater.LEAST_IN, RunLater.MOST_IN));
        return in.<BiFunction<GroupId, Optional<String>, Change>>map(
                        seconds -> (id, key) -> new RunLater(id, task, seconds, key))
                .orElse((id, key) -> new RunNow(id, task, key));
    }

    /** The task named, if any. */
    private static Optional<TaskName> name(Field fields) {
        return fields.at("name").optional(name -> new TaskName(name.text("a task's name expected")));
    }

    private TaskDraft draft(Field task, Optional<TaskName> keeps) {
        String hour = number(task.at("hour"), 23);
        String minute = number(task.at("minute"), 59);
        return new TaskDraft(
                keeps,
                TaskName.of(ids.next()),
                hour,
                minute,
                commands(task.at("commands")),
                task.edit("second", second -> number(second, 59)),
                task.edit("sun", SunBody::read));
    }

    private static String number(Field field, int most) {
        String text = field.text("0 to " + most + " expected");
        if (!DIGITS.matcher(text).matches()) throw field.not("0 to " + most + " in one or two digits expected");
        if (Integer.parseInt(text) > most) throw field.not("0 to " + most + " expected");
        return text;
    }

    private static String commands(Field field) {
        String text = field.text("one JSON object or array expected");
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_COMMANDS_BYTES)
            throw new Refused(Refusal.field(
                    field.path(), "at most " + MAX_COMMANDS_BYTES + " bytes of UTF-8 expected, got " + bytes));
        if (!Json.isObjectOrArray(text))
            throw field.not("one JSON object or array, nested at most " + Json.MAX_NESTING + " deep, expected");
        return text;
    }
}
