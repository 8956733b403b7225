package io.carillon.schedule;

import static io.carillon.schedule.Schedules.CREATED;
import static io.carillon.schedule.Schedules.at;
import static io.carillon.schedule.Schedules.device;
import static io.carillon.schedule.Schedules.group;
import static io.carillon.schedule.Schedules.keeping;
import static io.carillon.schedule.WeekMask.EVERY_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Decision.Accepted;
import io.carillon.schedule.Decision.Refused;
import io.carillon.schedule.GroupChange.ChangeIfMatches;
import io.carillon.schedule.GroupChange.DeleteGroup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract 1, {@code ETag} and {@code If-Match}. */
class ChangeIfMatchesTest {
    private static final Timing UTC = Schedules.in(ZoneOffset.UTC);
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");
    private static final Caller ANN = new Caller(new UserId("ann"), false, null);
    private static final Caller STRANGER = new Caller(new UserId("zoe"), false, null);

    private static final Task SEVEN = at("07:00");
    private static final Group STORED = group(1, EVERY_DAY, SEVEN, at("08:00"));
    private static final DeviceState STATE = device(STORED).withUsers(Set.of(ANN.user()), CREATED);
    private static final Change TURN_OFF =
            Plain.update(STORED.id(), EVERY_DAY, Dates.ALL, false, List.of(keeping(SEVEN), keeping(at("08:00"))));

    @Test
    void aChangeOfTheGroupAsItIsIsTheChangeItself() {
        assertThat(decide(TURN_OFF, ANN, "another", STORED.tag()))
                .isEqualTo(TURN_OFF.decide(STATE, ANN, Plain.moment(NOW, UTC)));
        assertThat(decide(new DeleteGroup(STORED.id()), ANN, STORED.tag())).isInstanceOf(Accepted.class);
    }

    @Test
    void aChangeOfTheGroupAsItWasIsStale() {
        assertThat(decide(TURN_OFF, ANN, "another")).isEqualTo(new Refused(Problem.STALE));
        assertThat(decide(new DeleteGroup(STORED.id()), ANN)).isEqualTo(new Refused(Problem.STALE));
    }

    @Test
    void aChangeThatWouldChangeNothingIsStaleToo() {
        Change same =
                Plain.update(STORED.id(), EVERY_DAY, Dates.ALL, true, List.of(keeping(SEVEN), keeping(at("08:00"))));
        assertThat(same.decide(STATE, ANN, Plain.moment(NOW, UTC))).isEqualTo(new Decision.Unchanged());
        assertThat(decide(same, ANN, "another")).isEqualTo(new Refused(Problem.STALE));
    }

    @Test
    void existenceAndBindingAreCheckedFirst() {
        Change elsewhere = new DeleteGroup(group(2, EVERY_DAY).id());
        assertThat(decide(elsewhere, ANN, "another")).isEqualTo(new Refused(Problem.NO_SUCH_GROUP));
        assertThat(decide(TURN_OFF, STRANGER, "another")).isEqualTo(new Refused(Problem.NOT_BOUND));
    }

    @Test
    void aTagIsTheSameOnEveryNode() {
        assertThat(STORED.tag()).isEqualTo("OoXohJ7_OVNb5jejK7_zZw");
    }

    static Stream<Group> otherGroups() {
        return Stream.of(
                group(2, EVERY_DAY, SEVEN, at("08:00")),
                group(1, new WeekMask(1), SEVEN, at("08:00")),
                STORED.disabled(CREATED),
                STORED.disabled(CREATED.plusMillis(1)),
                Plain.group(STORED.id(), EVERY_DAY, Dates.ALL, true, STORED.tasks(), CREATED.plusMillis(1), CREATED),
                Plain.group(STORED.id(), EVERY_DAY, Dates.ALL, true, STORED.tasks(), CREATED, CREATED.plusMillis(1)),
                Schedules.within(Schedules.between("2026-01-02.."), STORED),
                Schedules.within(Schedules.between("..2026-01-02"), STORED),
                Schedules.within(Schedules.except("2026-01-02"), STORED),
                Schedules.within(Schedules.pausedUntil("2026-01-02T00:00"), STORED),
                group(1, EVERY_DAY, SEVEN),
                group(1, EVERY_DAY, at("08:00"), SEVEN),
                group(1, EVERY_DAY, Schedules.task("other", "07:00"), at("08:00")),
                group(1, EVERY_DAY, Schedules.task("07:00", "06:00"), at("08:00")),
                group(1, EVERY_DAY, Schedules.task("07:00", "07:01"), at("08:00")),
                group(1, EVERY_DAY, Plain.task(SEVEN.name(), "7", "00", SEVEN.commands(), CREATED, null), at("08:00")),
                group(1, EVERY_DAY, Plain.task(SEVEN.name(), "07", "00", "{}", CREATED, null), at("08:00")));
    }

    @ParameterizedTest
    @MethodSource("otherGroups")
    void whateverElseAnAnswerShowsHasAnotherTag(Group other) {
        assertThat(other.tag()).isNotEqualTo(STORED.tag());
    }

    private static Decision decide(Change change, Caller caller, String... tags) {
        return new ChangeIfMatches(change, STORED.id(), Set.of(tags)).decide(STATE, caller, Plain.moment(NOW, UTC));
    }
}
