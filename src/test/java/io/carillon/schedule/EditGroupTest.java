package io.carillon.schedule;

import static io.carillon.schedule.Schedules.CREATED;
import static io.carillon.schedule.Schedules.between;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.groupId;
import static io.carillon.schedule.Schedules.in;
import static io.carillon.schedule.Schedules.keeping;
import static io.carillon.schedule.Schedules.task;
import static io.carillon.schedule.Schedules.unnamed;
import static io.carillon.schedule.Schedules.within;
import static io.carillon.schedule.WeekMask.EVERY_DAY;
import static io.carillon.schedule.WeekMask.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Decision.Accepted;
import io.carillon.schedule.Decision.Refused;
import io.carillon.schedule.Decision.Unchanged;
import io.carillon.schedule.GroupChange.EditGroup;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Contract 1: what a PUT or PATCH does not name stays as it is. */
class EditGroupTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");
    private static final UserId ANN = new UserId("ann");
    private static final Caller BOUND = new Caller(ANN, false, null);
    private static final Caller STRANGER = new Caller(new UserId("zoe"), false, null);
    private static final Task SEVEN = task("seven", "07:00");
    private static final Task EIGHT = task("eight", "08:00");
    private static final Dates ALL_SET = new Dates(
            LocalDate.of(2026, 6, 1),
            LocalDate.of(2026, 6, 30),
            List.of(LocalDate.of(2026, 6, 14)),
            LocalDateTime.of(2026, 6, 2, 12, 0),
            "FREQ=DAILY",
            90,
            true);
    private static final DatesEdit NO_DATES = Schedules.edit(Dates.ALL);
    private static final EditGroup NOTHING = edit(NO_DATES);

    private final Group stored = within(ALL_SET, group(1, EVERY_DAY, SEVEN, EIGHT));

    @Test
    void whatNamesNothingChangesNothing() {
        assertThat(decide(stored, NOTHING)).isEqualTo(new Unchanged());
    }

    @Test
    void aSwitchLeavesAllElse() {
        Group off =
                after(stored, Plain.edit(groupId(1), Optional.empty(), NO_DATES, Optional.of(false), Optional.empty()));

        assertThat(off.enabled()).isFalse();
        assertThat(off.dates()).isEqualTo(ALL_SET);
        assertThat(off.days()).isEqualTo(EVERY_DAY);
        assertThat(off.tasks()).extracting(Task::name).containsExactly(SEVEN.name(), EIGHT.name());
    }

    @Test
    void otherDaysLeaveTheSwitchAndOtherTasksTheDays() {
        Group days = after(
                Schedules.off(stored),
                Plain.edit(groupId(1), Optional.of(ONCE), NO_DATES, Optional.empty(), Optional.empty()));
        Group tasks = after(
                stored,
                Plain.edit(
                        groupId(1),
                        Optional.empty(),
                        NO_DATES,
                        Optional.empty(),
                        Optional.of(List.of(keeping(EIGHT), unnamed("new", SEVEN)))));

        assertThat(days.enabled()).isFalse();
        assertThat(days.days()).isEqualTo(ONCE);
        assertThat(tasks.days()).isEqualTo(EVERY_DAY);
        assertThat(tasks.tasks()).containsExactly(EIGHT, SEVEN);
    }

    @Test
    void eachDateIsSetAndClearedByItself() {
        Dates none = Dates.ALL;
        for (String field : Schedules.fieldsOfDates()) {
            if (field.equals("start")) continue;
            Dates cleared = after(stored, edit(Schedules.edit(none, field))).dates();
            assertThat(cleared).isEqualTo(without(field)).isNotEqualTo(ALL_SET);
            Group bare = within(without(field), stored);
            assertThat(after(bare, edit(Schedules.edit(ALL_SET, field))).dates())
                    .isEqualTo(ALL_SET);
        }
    }

    private static Dates without(String field) {
        return new Dates(
                field.equals("start") ? null : ALL_SET.start(),
                field.equals("end") ? null : ALL_SET.end(),
                field.equals("except") ? List.of() : ALL_SET.except(),
                field.equals("pausedUntil") ? null : ALL_SET.pausedUntil(),
                field.equals("rrule") ? null : ALL_SET.rrule(),
                field.equals("jitter") ? null : ALL_SET.jitter(),
                field.equals("ignoreCalendar") ? null : ALL_SET.ignoreCalendar());
    }

    @Test
    void theOrderOfTheDatesIsThatOfWhatTheChangeLeaves() {
        Group starts = within(between("2026-06-05..2026-06-30"), stored);
        assertThat(decide(starts, edit(Schedules.edit(between("..2026-06-04"), "end"))))
                .isEqualTo(new Refused(Problem.ENDS_BEFORE_START));
        assertThat(decide(stored, edit(Schedules.edit(between("2026-07-01..2026-07-31"), "start"))))
                .isEqualTo(new Refused(Problem.STARTS_AFTER_END));
        Dates july = between("2026-07-01..2026-07-31");
        assertThat(after(stored, edit(Schedules.edit(july, "start", "end")))
                        .dates()
                        .end())
                .isEqualTo(july.end());
    }

    @Test
    void anEndThatIsOverInTheDevicesZoneIsTheStoredOneOrRefused() {
        DatesEdit yesterday = Schedules.edit(between("..2026-05-31"), "end");
        DatesEdit today = Schedules.edit(between("..2026-06-01"), "end");
        Group over = within(between("..2026-05-31"), stored);
        Change off = Plain.edit(groupId(1), Optional.empty(), yesterday, Optional.of(false), Optional.empty());

        assertThat(decide(within(Dates.ALL, stored), edit(yesterday))).isEqualTo(new Refused(Problem.END_IS_OVER));
        assertThat(after(within(Dates.ALL, stored), edit(today)).dates().end()).isEqualTo("2026-06-01");
        assertThat(after(over, off).enabled()).isFalse();
        Moment there = Plain.moment(NOW, in(ZoneId.of("Pacific/Kiritimati")));
        assertThat(edit(today).decide(device(stored).withUsers(Set.of(ANN), CREATED), BOUND, there))
                .isEqualTo(new Refused(Problem.END_IS_OVER));
    }

    @Test
    void existenceAndBindingAreCheckedBeforeTheDates() {
        DatesEdit early = Schedules.edit(between("2026-05-01..2026-05-31"), "end");
        Change ghost = Plain.edit(
                groupId(1),
                Optional.empty(),
                early,
                Optional.empty(),
                Optional.of(List.of(keeping(task("ghost", "09:00")))));

        assertThat(edit(early).decide(device(), BOUND, moment())).isEqualTo(new Refused(Problem.NO_SUCH_GROUP));
        assertThat(decide(stored, ghost)).isEqualTo(new Refused(Problem.NO_SUCH_TASK));
        assertThat(edit(early).decide(device(stored), STRANGER, moment())).isEqualTo(new Refused(Problem.NOT_BOUND));
    }

    @Test
    void itAnswersTheGroup() {
        assertThat(NOTHING.answer(device(stored))).contains(stored);
    }

    private static EditGroup edit(DatesEdit dates) {
        return Plain.edit(groupId(1), Optional.empty(), dates, Optional.empty(), Optional.empty());
    }

    private static Moment moment() {
        return Plain.moment(NOW, in(ZoneOffset.UTC));
    }

    private static Decision decide(Group stored, Change change) {
        return change.decide(device(stored).withUsers(Set.of(ANN), CREATED), BOUND, moment());
    }

    private static Group after(Group stored, Change change) {
        Accepted accepted = (Accepted) decide(stored, change);
        return accepted.event().applyTo(device(stored)).group(groupId(1)).orElseThrow();
    }
}
