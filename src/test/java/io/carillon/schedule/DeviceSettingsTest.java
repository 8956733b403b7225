package io.carillon.schedule;

import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.groupId;
import static io.carillon.schedule.Schedules.in;
import static io.carillon.schedule.Schedules.within;
import static io.carillon.schedule.WeekMask.EVERY_DAY;
import static io.carillon.schedule.WeekMask.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.DeviceChange.EditDevice;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contract 2: what a change of a device's own settings touches, and what it leaves. */
class DeviceSettingsTest {
    private static final Caller ADMIN = new Caller(new UserId("root"), true, true);
    private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
    private static final Location BERLIN = new Location(52.52, 13.4);
    private static final Task NOON = at("12:00");
    private static final Task SUNSET = new Task(
            Schedules.name("sunset"),
            "20",
            "00",
            "{}",
            Schedules.CREATED,
            null,
            null,
            new Sun(Sun.Event.SUNSET, null, null, null));
    private static final Dates IGNORING = new Dates(null, null, List.of(), null, null, null, true);
    private static final Group ALL = group(1, EVERY_DAY, NOON, SUNSET);

    @Test
    void aLocationTouchesTasksOfTheSunAlone() {
        assertThat(touched(ALL, location(BERLIN))).containsExactly("sunset");
    }

    @Test
    void daysTouchGroupsThatDoNotIgnoreThem() {
        EditDevice days = days(Map.of(LocalDate.of(2026, 6, 2), DayKind.NONE));

        assertThat(touched(ALL, days)).containsExactly("12:00", "sunset");
        assertThat(touched(within(IGNORING, ALL), days)).isEmpty();
    }

    @Test
    void aPauseTouchesAllAndALabelNothing() {
        assertThat(touched(within(IGNORING, ALL), paused("2026-06-03T12:00:00")))
                .containsExactly("12:00", "sunset");
        assertThat(touched(ALL, label("hall"))).isEmpty();
    }

    @Test
    void whatIsSetAlreadyChangesNothing() {
        DeviceState set = after(device(ALL), label("hall"));

        assertThat(label("hall").decide(set, ADMIN, moment())).isEqualTo(new Decision.Unchanged());
        assertThat(after(set, label(null)).settings()).isSameAs(DeviceSettings.NONE);
        assertThat(set.isListed()).isTrue();
    }

    @Test
    void aOnceTasksInstantIsComputedAnewUnlessItHasFired() {
        Instant first = Instant.parse("2026-06-01T20:00:00Z");
        Task once = SUNSET.from(NOW.minusSeconds(60), first);
        DeviceState state = device(group(1, ONCE, once));

        DeviceState there = after(state, location(BERLIN));
        DeviceState paused = after(state, paused("2026-06-05T00:00:00"));
        Moment fired = new Moment(NOW, in(ZoneOffset.UTC), NOW, occurrence -> true);
        DeviceState over = applied(state, location(BERLIN), fired);

        assertThat(only(there).once()).isBetween("2026-06-01T19:15:00Z", "2026-06-01T19:25:00Z");
        assertThat(only(paused).once()).isEqualTo("2026-06-05T20:00:00Z");
        assertThat(only(over)).isEqualTo(once);
    }

    private static Task only(DeviceState state) {
        return state.group(groupId(1)).orElseThrow().tasks().get(0);
    }

    private static List<String> touched(Group group, EditDevice edit) {
        DeviceState after = after(device(group), edit);
        return after.group(groupId(1)).orElseThrow().tasks().stream()
                .filter(task -> task.effectiveFrom().equals(NOW))
                .map(task -> task.name().value())
                .toList();
    }

    private static DeviceState after(DeviceState state, EditDevice edit) {
        return applied(state, edit, moment());
    }

    private static DeviceState applied(DeviceState state, EditDevice edit, Moment moment) {
        return ((Decision.Accepted) edit.decide(state, ADMIN, moment)).event().applyTo(state);
    }

    private static Moment moment() {
        return Plain.moment(NOW, in(ZoneOffset.UTC));
    }

    private static EditDevice location(Location location) {
        return Plain.device(Edit.unnamed(), Edit.to(location), Edit.unnamed(), Edit.unnamed(), Edit.unnamed());
    }

    private static EditDevice label(@Nullable String label) {
        return Plain.device(Edit.unnamed(), Edit.unnamed(), Edit.to(label), Edit.unnamed(), Edit.unnamed());
    }

    private static EditDevice days(Map<LocalDate, DayKind> days) {
        return Plain.device(Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.to(Days.of(days)), Edit.unnamed());
    }

    private static EditDevice paused(String until) {
        return Plain.device(
                Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.to(LocalDateTime.parse(until)));
    }
}
