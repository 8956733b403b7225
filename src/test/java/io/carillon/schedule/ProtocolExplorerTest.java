package io.carillon.schedule;

import static io.carillon.schedule.Scenario.calendar;
import static io.carillon.schedule.Scenario.callOff;
import static io.carillon.schedule.Scenario.confirmOff;
import static io.carillon.schedule.Scenario.once;
import static io.carillon.schedule.Scenario.otherCommands;
import static io.carillon.schedule.Scenario.run;
import static io.carillon.schedule.Scenario.runIn;
import static io.carillon.schedule.Scenario.skip;
import static io.carillon.schedule.Scenario.undoSkips;
import static io.carillon.schedule.Scenario.weekly;
import static io.carillon.schedule.Scenario.wish;
import static io.carillon.schedule.Scenario.zone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.carillon.schedule.Mutants.Flaw;
import io.carillon.schedule.Mutants.Variant;
import io.carillon.schedule.Properties.Property;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Explores the wake-up protocol (design, steps 1 to 11) as {@link Protocol} does it, in everything that a database, a
 * broker, a clock, failures and a second incarnation can do to one device within a few minutes: {@link World} is what
 * there is, {@link Moves} what can happen to it, {@link Properties} what must hold, {@link Mutants} what must not.
 *
 * <p>Left out: what takes less than a minute (pauses may be over at once, one second is as good as none), passivation (a
 * crash with nothing under way) and users.
 */
class ProtocolExplorerTest {
    private static final int MOST_STATES = 6_000_000;

    private static final Scenario TINY =
            Scenario.of("tiny", weekly(2), weekly()).wishes(wish(1, 1));
    private static final Scenario TINY_ONCE =
            Scenario.of("tiny, once", weekly(), once(1)).wishes(wish(0, 2)).orphans(2);
    private static final Scenario GAP = Scenario.of("change in a gap", weekly(1, 3), weekly())
            .wishes(wish(1, 2))
            .lastTick(3);
    private static final Scenario THREE_INSTANTS = Scenario.of("three instants", weekly(1, 3), once(2))
            .wishes(wish(1, 1))
            .lastTick(3);
    private static final Scenario TWO_CHANGES = Scenario.of("two changes", weekly(2), weekly())
            .wishes(wish(1, 1), wish(1))
            .changes(3)
            .lastTick(3);
    private static final Scenario OFF_AND_ON = Scenario.of("off and on again", weekly(2))
            .wishes(wish(0), wish(0, 2))
            .changes(3);
    private static final Scenario GRACE_RUNS_OUT =
            Scenario.of("grace runs out", weekly(1), once(2)).wishes(wish(0, 3)).lastTick(4);
    private static final Scenario TWO_LIVES = Scenario.of("two incarnations", weekly(2), weekly())
            .wishes(wish(1, 1))
            .lives(2);
    private static final Scenario TWO_LIVES_ONCE =
            Scenario.of("two inc., once", weekly(), once(1)).wishes(wish(0, 2)).lives(2);

    private static final Scenario RUN =
            Scenario.of("run", weekly(1)).wishes(run(0)).aSecondPast();
    private static final Scenario TWO_RUNS = Scenario.of("two runs", weekly(2))
            .wishes(run(0))
            .changes(3)
            .orphans(0)
            .aSecondPast();
    private static final Scenario RUN_AND_DELETE = Scenario.of("run, delete", weekly(2))
            .wishes(run(0), wish(0))
            .changes(3)
            .orphans(0)
            .aSecondPast();
    private static final Scenario RUN_ONCE =
            Scenario.of("run, once", once(1)).wishes(run(0)).aSecondPast();
    private static final Scenario TWO_LIVES_RUN = Scenario.of("two inc., run", weekly(1))
            .wishes(run(0))
            .lastTick(1)
            .lives(2)
            .orphans(0)
            .aSecondPast();
    private static final Scenario SKIP =
            Scenario.of("skip", weekly(1), weekly(1, 2)).wishes(skip(1));
    private static final Scenario TWO_SKIPS =
            Scenario.of("two skips", weekly(1, 2)).wishes(skip(0)).changes(3).orphans(0);
    private static final Scenario SKIP_AND_CHANGE = Scenario.of("skip, change", weekly(1, 2))
            .wishes(skip(0), otherCommands(0, 1, 2), wish(0, 2, 2))
            .changes(3)
            .orphans(0);
    private static final Scenario SKIP_ONCE =
            Scenario.of("skip, once", once(1)).wishes(skip(0)).orphans(2);

    private static final Scenario RUN_LATER =
            Scenario.of("run later", weekly(2)).wishes(runIn(0, 1)).orphans(0).aSecondPast();
    private static final Scenario RUN_LATER_AND_CHANGE = Scenario.of("run later, change", weekly(2))
            .wishes(runIn(0, 1), otherCommands(0, 2))
            .changes(3)
            .orphans(0)
            .aSecondPast();
    private static final Scenario CALL_OFF = Scenario.of("run later, call off", weekly(2))
            .wishes(runIn(0, 1), callOff(0))
            .changes(3)
            .orphans(0)
            .aSecondPast();
    private static final Scenario UNDO_SKIPS = Scenario.of("skip, undone", weekly(1, 2))
            .wishes(skip(0), undoSkips(0))
            .changes(3)
            .orphans(0);

    private static final Scenario COMMANDS =
            Scenario.of("other commands", weekly(1)).wishes(otherCommands(0, 1));
    private static final Scenario COMMANDS_ONCE =
            Scenario.of("other commands, once", once(1)).wishes(otherCommands(0, 1));
    private static final Scenario ZONE = Scenario.of("zone, once", once(2))
            .wishes(zone("+00:01"), zone("-00:01"))
            .lastTick(3);
    private static final Scenario OTHER_CALENDAR = Scenario.of("another calendar", weekly(1, 2))
            .wishes(calendar(2), calendar(3))
            .changes(3)
            .orphans(0);
    private static final Scenario TWO_LIVES_COMMANDS = Scenario.of("two inc., commands", weekly(1))
            .wishes(otherCommands(0, 1))
            .lives(2);
    private static final Scenario PAUSES = Scenario.of("pauses", weekly(1))
            .wishes(wish(0, 2))
            .lives(2)
            .withPauses()
            .orphans(0);
    private static final Scenario AHEAD = Scenario.of("a clock ahead", weekly(3), once(2))
            .wishes(otherCommands(0, 3), wish(1, 3))
            .lastTick(3)
            .orphans(0)
            .ahead(10);
    private static final Scenario RINGS_AHEAD = Scenario.of("a clock ahead rings", weekly(3), once(2))
            .wishes(otherCommands(0, 3), wish(1, 3))
            .lastTick(3)
            .orphans(0)
            .ahead(3);

    private static final Scenario ANSWER = Scenario.of("confirm", weekly(1).confirm(2, 2), weekly(2))
            .changes(0)
            .lastTick(4);
    private static final Scenario PARKED = Scenario.of("parked", weekly(1).confirm(5, 9), weekly(3))
            .changes(0)
            .orphans(0)
            .lastTick(7);
    private static final Scenario ANSWER_ONCE =
            Scenario.of("confirm, once", once(1).confirm(2, 2)).lastTick(4);
    private static final Scenario TWO_LIVES_ANSWER =
            Scenario.of("two inc., confirm", weekly(1).confirm(1, 2)).lives(2).lastTick(3);
    private static final Scenario LONG = Scenario.of("confirm, long", weekly(1).confirm(3, 1), weekly(2))
            .orphans(0)
            .lastTick(5);
    private static final Scenario ANSWER_AND_CHANGE = Scenario.of(
                    "confirm, a change", weekly(1).confirm(1, 2))
            .wishes(wish(0, 2))
            .lastTick(4);
    private static final Scenario CONFIRM_OFF = Scenario.of(
                    "confirm taken off", weekly(1).confirm(2, 2))
            .wishes(confirmOff(0, 1))
            .lastTick(4);
    private static final Scenario CONFIRM_AND_DELETE = Scenario.of(
                    "confirm, deleted", weekly(1).confirm(1, 1))
            .wishes(wish(0))
            .lastTick(3);
    private static final Scenario LATEST =
            Scenario.of("latest only", weekly(1, 2).confirm(1, 2).latestOnly()).lastTick(4);
    private static final Scenario STOPS = Scenario.of(
                    "stops", weekly(1).confirm(2, 2).halfAMinuteLonger(), weekly(2))
            .orphans(0)
            .lastTick(4)
            .aSecondPast()
            .withStops();
    private static final Scenario STOPS_LATEST = Scenario.of(
                    "stops, latest only",
                    weekly(1, 2).confirm(1, 1).halfAMinuteLonger().latestOnly())
            .lastTick(4)
            .aSecondPast()
            .withStops();
    private static final Scenario STOPS_ONCE = Scenario.of(
                    "stops, once", weekly(1).confirm(2, 2).halfAMinuteLonger(), once(1))
            .lastTick(4)
            .aSecondPast()
            .withStops();
    private static final Scenario STOPS_AND_CHANGE = Scenario.of(
                    "stops, a change", weekly(1).confirm(2, 2).halfAMinuteLonger())
            .wishes(wish(0, 2), confirmOff(0, 1))
            .lastTick(4)
            .aSecondPast()
            .withStops();

    static Stream<Scenario> scenarios() {
        return Stream.of(
                TINY,
                TINY_ONCE,
                GAP.orphans(0),
                THREE_INSTANTS.orphans(0),
                TWO_CHANGES.orphans(0),
                OFF_AND_ON,
                GRACE_RUNS_OUT.orphans(0),
                TWO_LIVES.orphans(0),
                TWO_LIVES_ONCE.orphans(0),
                RUN,
                RUN_ONCE,
                RUN_LATER,
                RUN_LATER_AND_CHANGE,
                CALL_OFF,
                SKIP,
                TWO_SKIPS,
                UNDO_SKIPS,
                SKIP_AND_CHANGE.changes(2),
                SKIP_ONCE,
                COMMANDS,
                COMMANDS_ONCE,
                ZONE,
                OTHER_CALENDAR,
                TWO_LIVES_COMMANDS.orphans(0).lastTick(1),
                PAUSES.lives(1),
                AHEAD,
                RINGS_AHEAD,
                ANSWER.orphans(0),
                ANSWER_ONCE,
                PARKED,
                LONG,
                ANSWER_AND_CHANGE.orphans(0),
                CONFIRM_OFF.orphans(0),
                CONFIRM_AND_DELETE.orphans(0),
                LATEST.orphans(0),
                STOPS);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPropertyHoldsWhateverHappens(Scenario scenario) {
        holds(Mutants.NONE, scenario);
    }

    static Stream<Scenario> largeScenarios() {
        return Stream.of(
                GAP,
                THREE_INSTANTS,
                TWO_CHANGES,
                GRACE_RUNS_OUT,
                TWO_LIVES,
                TWO_LIVES_ONCE,
                TWO_RUNS,
                RUN_AND_DELETE,
                TWO_LIVES_RUN,
                SKIP_AND_CHANGE,
                TWO_LIVES_COMMANDS,
                PAUSES.lastTick(1),
                ANSWER,
                TWO_LIVES_ANSWER.orphans(0),
                ANSWER_AND_CHANGE,
                CONFIRM_OFF,
                CONFIRM_AND_DELETE,
                LATEST);
    }

    /** Minutes: {@code mvn test -Dtest=ProtocolExplorerTest -Dcarillon.explore=all}. */
    @ParameterizedTest
    @MethodSource("largeScenarios")
    @EnabledIfSystemProperty(named = "carillon.explore", matches = "all")
    void everyPropertyHoldsInTheLargeScenariosToo(Scenario scenario) {
        holds(Mutants.NONE, scenario);
    }

    static Stream<Scenario> scenariosWithoutFaults() {
        return Stream.concat(scenarios(), Stream.of(STOPS_LATEST, STOPS_ONCE, STOPS_AND_CHANGE))
                .filter(scenario -> scenario.ahead() == 0)
                .map(Scenario::withoutFaults);
    }

    @ParameterizedTest
    @MethodSource("scenariosWithoutFaults")
    void withoutFaultsNothingIsPublishedTwice(Scenario scenario) {
        holds(Mutants.NONE, scenario);
    }

    private static void holds(Variant variant, Scenario scenario) {
        Explorer.Result result = new Explorer(variant, scenario).explore(MOST_STATES);
        System.out.println(result + ", publishes: " + result.publishes());
        assertThat(result.broken()).as(result.story()).isNull();
        assertThat(result.exhausted()).isTrue();
    }

    static Stream<Arguments> mutants() {
        return Stream.of(
                arguments(Mutants.flawed(Flaw.ROW_AFTER), TINY, Property.I1),
                arguments(Mutants.flawed(Flaw.ROW_BEFORE), TINY, Property.SEQ),
                arguments(Mutants.flawed(Flaw.PRIMARY_KEY), TWO_LIVES_ONCE, Property.ACKED),
                arguments(Mutants.OLD_WAKE, TINY, Property.I1),
                arguments(Mutants.flawed(Flaw.NO_GUARD), TINY, Property.I1),
                arguments(Mutants.flawed(Flaw.NO_GUARD_WHEN_EMPTY), OFF_AND_ON, Property.I1),
                arguments(Mutants.ROW_BACK, TINY, Property.PROG),
                arguments(Mutants.NO_EFFECTIVE_FROM, TINY, Property.UNJUST),
                arguments(Mutants.NO_CURSOR_FOR_A_CHANGE, TWO_CHANGES, Property.ACC),
                arguments(Mutants.NO_LINES, TWO_CHANGES, Property.ACC),
                arguments(Mutants.OWN_CURSOR, TINY, Property.I1),
                arguments(Mutants.NOT_LOWERED, TINY, Property.I1),
                arguments(Mutants.CALENDAR_NOT_LOWERED, OTHER_CALENDAR, Property.I1),
                arguments(Mutants.CALENDAR_ENDS_NOTHING, OTHER_CALENDAR, Property.ACC),
                arguments(Mutants.NO_RECALL, COMMANDS, Property.RECALL),
                arguments(Mutants.FIRES_MEANWHILE, COMMANDS, Property.BETWEEN),
                arguments(
                        Mutants.FIRES_MEANWHILE.and(Flaw.TELLS_MEANWHILE, Flaw.BETWEEN_UNSEEN),
                        COMMANDS_ONCE,
                        Property.VERSION),
                arguments(Mutants.OLD_VERDICT, RINGS_AHEAD, Property.VERSION),
                arguments(Mutants.OLD_READ, TINY, Property.I1),
                arguments(Mutants.SUPERSEDED_GOES_ON, TINY, Property.PROG),
                arguments(Mutants.NEVER_SUSPECT, TINY, Property.STALE),
                arguments(Mutants.PAUSE_IGNORED, PAUSES, Property.STALE),
                arguments(Mutants.SETTLE_EARLY, TINY, Property.VERSION),
                arguments(Mutants.FORGETS_ACK, COMMANDS.lastTick(3), Property.TIMELY),
                arguments(Mutants.UNBOUNDED, TINY, Property.I1),
                arguments(Mutants.NO_SPENT, TINY_ONCE, Property.ONCE),
                arguments(Mutants.NO_TIMER, TINY, Property.TIMER),
                arguments(Mutants.SKIP_IGNORED, SKIP, Property.SKIP),
                arguments(Mutants.RUN_LATER_NOT_LOWERED, RUN_LATER, Property.I1),
                arguments(Mutants.CHANGE_ENDS_RUNS, RUN_LATER_AND_CHANGE, Property.I1),
                arguments(Mutants.NOT_CALLED_OFF, CALL_OFF, Property.UNJUST),
                arguments(Mutants.NO_LINES, CALL_OFF, Property.ACC),
                arguments(Mutants.NO_RECALL, CALL_OFF, Property.RECALL),
                arguments(Mutants.UNDO_IGNORED, UNDO_SKIPS, Property.SKIP),
                arguments(Mutants.CURSOR_STAYS, TINY, Property.LIVE),
                arguments(Mutants.CURSOR_MOVES_ON, PARKED, Property.I1),
                arguments(Mutants.PARKS_BEYOND, PARKED, Property.TIMELY),
                arguments(Mutants.flawed(Flaw.LINES_UNREAD), PARKED.withoutFaults(), Property.TWICE),
                arguments(Mutants.FORGETS_VERDICTS, PARKED.withoutFaults(), Property.TWICE),
                arguments(Mutants.UNTOLD, PARKED.withoutFaults(), Property.UNTRUE),
                arguments(Mutants.THE_BROKERS_WORD, CONFIRM_AND_DELETE, Property.UNTRUE),
                arguments(Mutants.STOPS_SILENT, STOPS.withoutFaults(), Property.TWICE),
                arguments(Mutants.STOPS_SILENT, STOPS_LATEST.withoutFaults(), Property.UNTRUE),
                arguments(Mutants.flawed(Flaw.ANSWERS_TO_MEMORY), ANSWER, Property.ANSWER),
                arguments(Mutants.flawed(Flaw.EXPIRED_STAYS), TWO_LIVES_ANSWER.orphans(0), Property.UNTRUE),
                arguments(Mutants.flawed(Flaw.ANSWER_OVERWRITTEN), TWO_LIVES_ANSWER.orphans(0), Property.LOST),
                arguments(Mutants.ANSWER_ENDS_NOTHING, ANSWER, Property.AFTER),
                arguments(Mutants.ALWAYS_UNANSWERED, ANSWER, Property.UNTRUE),
                arguments(Mutants.REPEATS_AT_ONCE, ANSWER.withoutFaults(), Property.LIVE),
                arguments(Mutants.NEVER_SUPERSEDED, LATEST, Property.OUTDATED),
                arguments(Mutants.SUPERSEDED_EARLY, LATEST, Property.EARLY));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void whatLacksOneSentenceOfTheDesignBreaksAProperty(Variant mutant, Scenario scenario, Property expected) {
        Explorer.Result result = new Explorer(mutant, scenario).explore(MOST_STATES);
        System.out.println(mutant + ": " + result + "\n" + result.story());
        assertThat(result.broken()).isEqualTo(expected);
    }

    /** It is true whoever tells it, and no more: nothing else depends on it. */
    @Test
    void whatIsDeliveredMayBeWrittenOnlyWithTheRowToo() {
        holds(Mutants.flawed(Flaw.TRUTH_WITH_ROW), TINY);
    }

    /** The entity tells nothing between a decision and its outcome; the machine does not rely on it. */
    @Test
    void nothingIsPublishedBetweenDecisionAndOutcomeWhateverIsTold() {
        holds(Mutants.flawed(Flaw.TELLS_MEANWHILE), COMMANDS);
    }
}
