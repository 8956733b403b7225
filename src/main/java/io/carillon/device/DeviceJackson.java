package io.carillon.device;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Change;
import io.carillon.schedule.Dates;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import io.carillon.schedule.DeviceEvent.DeviceSet;
import io.carillon.schedule.DeviceEvent.InstantSkipped;
import io.carillon.schedule.DeviceEvent.RunsPlanned;
import io.carillon.schedule.DeviceEvent.TasksRun;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceSettings;
import io.carillon.schedule.Edit;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.KeyedPost;
import io.carillon.schedule.Promise;
import io.carillon.schedule.Query;
import io.carillon.schedule.Sun;
import io.carillon.schedule.Task;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.UserId;
import io.carillon.schedule.WeekMask;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;

/**
 * How the records of {@code schedule}, which know nothing of Jackson, are serialized: ids as strings, days as one
 * number, of dates and a promise only what is set, a {@link Change} or a {@link Query} with its name. Named in {@code
 * serialization.conf}; Akka creates the instance.
 */
public final class DeviceJackson extends SimpleModule {
    private static final long serialVersionUID = 1;

    public DeviceJackson() {
        super("carillon-device");
        setMixInAnnotation(DeviceId.class, Text.class);
        setMixInAnnotation(GroupId.class, Text.class);
        setMixInAnnotation(TaskName.class, Text.class);
        setMixInAnnotation(UserId.class, Text.class);
        setMixInAnnotation(CalendarName.class, Text.class);
        setMixInAnnotation(WeekMask.class, Bits.class);
        setMixInAnnotation(Days.class, Dated.class);
        setMixInAnnotation(Dates.class, Sparse.class);
        setMixInAnnotation(DeviceSettings.class, Sparse.class);
        setMixInAnnotation(TasksRun.class, Sparse.class);
        setMixInAnnotation(RunsPlanned.class, Sparse.class);
        setMixInAnnotation(Promise.class, Differing.class);
        for (Class<?> optional : List.of(
                Group.class, Task.class, Sun.class, Edit.class, KeyedPost.class, InstantSkipped.class, DeviceSet.class))
            setMixInAnnotation(optional, WhereSet.class);
        for (Class<?> named : List.of(Change.class, Query.class)) {
            setMixInAnnotation(named, Named.class);
            registerKinds(named);
        }
    }

    private void registerKinds(Class<?> named) {
        for (Class<?> kind : named.getPermittedSubclasses())
            if (kind.isSealed()) registerKinds(kind);
            else registerSubtypes(new NamedType(kind, kind.getSimpleName()));
    }

    private abstract static class Text {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Text(String unused) {}

        @JsonValue
        abstract String value();
    }

    private abstract static class Bits {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Bits(int unused) {}

        @JsonValue
        abstract int bits();
    }

    private abstract static class Dated {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Dated(SortedMap<LocalDate, DayKind> unused) {}

        @JsonValue
        abstract SortedMap<LocalDate, DayKind> dates();
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private interface Sparse {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private interface WhereSet {}

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private interface Differing {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    private interface Named {}
}
