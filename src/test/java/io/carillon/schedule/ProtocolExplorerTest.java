package io.carillon.schedule;

import static io.carillon.schedule.Scenario.once;
import static io.carillon.schedule.Scenario.run;
import static io.carillon.schedule.Scenario.skip;
import static io.carillon.schedule.Scenario.weekly;
import static io.carillon.schedule.Scenario.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.carillon.schedule.Mutants.Variant;
import io.carillon.schedule.Properties.Property;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Explores the wake-up protocol (design, steps 1 to 10) as {@link Protocol} does it, in everything that a database, a
 * broker, a clock, failures and a second incarnation can do to one device within a few minutes: {@link World} is what
 * there is, {@link Moves} what can happen to it, {@link Properties} what must hold, {@link Mutants} what must not.
 *
 * <p>Left out: what takes less than a minute (pauses may be over at once, one second is as good as none), passivation (a
 * crash with nothing under way), users and zones.
 */
class ProtocolExplorerTest {
    private static final int MOST_STATES = 6_000_000;

    private static final Scenario TINY =
            Scenario.of("tiny", weekly(2), weekly()).wishes(wish(1, 1));
    private static final Scenario TINY_ONCE =
            Scenario.of("tiny, once", weekly(), once(1)).wishes(wish(0, 2)).orphans(2);
    private static final Scenario LATER =
            Scenario.of("a later instant", weekly(1), weekly()).wishes(wish(1, 2));
    private static final Scenario TWO_CHANGES = Scenario.of("two changes", weekly(2), weekly())
            .wishes(wish(1, 1), wish(1))
            .changes(3)
            .orphans(0);
    private static final Scenario THREE_INSTANTS = Scenario.of("three instants", weekly(1, 3), once(2))
            .wishes(wish(1, 1))
            .lastTick(3)
            .orphans(0);
    private static final Scenario GRACE_RUNS_OUT = Scenario.of("grace runs out", weekly(1), once(2))
            .wishes(wish(0, 3))
            .lastTick(4)
            .orphans(0);
    private static final Scenario GRACE_AND_LATE_WRITES =
            Scenario.of("grace, late writes", weekly(1)).wishes(wish(0, 2)).lastTick(3);
    private static final Scenario SLOW_LOWER = Scenario.of("a slow Lower", weekly(1, 3), weekly())
            .wishes(wish(1, 2))
            .lastTick(3)
            .orphans(0);
    private static final Scenario TWO_LIVES = Scenario.of("two incarnations", weekly())
            .wishes(wish(0, 1))
            .changes(1)
            .lastTick(1)
            .lives(2)
            .orphans(0);
    private static final Scenario TWO_LIVES_DELETE = Scenario.of("two inc., delete", weekly(1))
            .wishes(wish(0))
            .lastTick(1)
            .lives(2)
            .orphans(0);
    private static final Scenario TWO_LIVES_ONCE = Scenario.of("two inc., once", once(1))
            .wishes(wish(0))
            .lastTick(1)
            .lives(2)
            .orphans(0);

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
            .wishes(skip(0), wish(0, 1, 1), wish(0, 2, 2))
            .changes(3)
            .orphans(0);
    private static final Scenario SKIP_ONCE =
            Scenario.of("skip, once", once(1)).wishes(skip(0)).orphans(2);

    static Stream<Scenario> scenarios() {
        return Stream.of(
                TINY,
                TINY_ONCE,
                LATER,
                TWO_CHANGES,
                THREE_INSTANTS,
                GRACE_RUNS_OUT,
                GRACE_AND_LATE_WRITES,
                SLOW_LOWER,
                TWO_LIVES,
                TWO_LIVES_DELETE,
                TWO_LIVES_ONCE,
                RUN,
                RUN_ONCE,
                SKIP,
                TWO_SKIPS,
                SKIP_AND_CHANGE.changes(2),
                SKIP_ONCE);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPropertyHoldsWhateverHappens(Scenario scenario) {
        holds(scenario);
    }

    static Stream<Scenario> largeScenarios() {
        return Stream.of(TWO_RUNS, RUN_AND_DELETE, TWO_LIVES_RUN, SKIP_AND_CHANGE);
    }

    /** Minutes: {@code mvn test -Dtest=ProtocolExplorerTest -Dcarillon.explore=all}. */
    @ParameterizedTest
    @MethodSource("largeScenarios")
    @EnabledIfSystemProperty(named = "carillon.explore", matches = "all")
    void everyPropertyHoldsInTheLargeScenariosToo(Scenario scenario) {
        holds(scenario);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void withoutFaultsNothingIsPublishedTwice(Scenario scenario) {
        holds(scenario.withoutFaults());
    }

    private static void holds(Scenario scenario) {
        Explorer.Result result = new Explorer(Mutants.NONE, scenario).explore(MOST_STATES);
        System.out.println(result + ", publishes: " + result.publishes());
        assertThat(result.broken()).as(result.story()).isNull();
        assertThat(result.exhausted()).isTrue();
    }

    static Stream<Arguments> mutants() {
        return Stream.of(
                arguments(Mutants.NO_GUARD, TINY, Property.I1),
                arguments(Mutants.NO_FENCE, TINY, Property.PROG),
                arguments(Mutants.LOWER_LATE, TINY, Property.I1),
                arguments(Mutants.SETTLE_EARLY, TINY, Property.I1),
                arguments(Mutants.WAKE_CARRIES_ROW, TINY, Property.I1),
                arguments(Mutants.OLD_READ, TINY, Property.I1),
                arguments(Mutants.EVENT_BETWEEN, TINY, Property.I1),
                arguments(Mutants.NO_EFFECTIVE_FROM, TINY, Property.UNJUST),
                arguments(Mutants.NO_CLOSING, TWO_CHANGES, Property.ACC),
                arguments(Mutants.OWN_CURSOR, TINY, Property.I1),
                arguments(Mutants.UNBOUNDED, TINY, Property.I1),
                arguments(Mutants.NO_SPENT, TINY_ONCE, Property.ONCE),
                arguments(Mutants.NO_TIMER, TINY, Property.TIMER),
                arguments(Mutants.FORGETS_ACK, GRACE_AND_LATE_WRITES.lastTick(4), Property.TIMELY),
                arguments(Mutants.RUN_NOT_LOWERED, RUN, Property.I1),
                arguments(Mutants.SKIP_IGNORED, SKIP, Property.SKIP),
                arguments(Mutants.SKIP_SPREADS, SKIP_AND_CHANGE, Property.SKIP),
                arguments(Mutants.CURSOR_STAYS, TINY, Property.LIVE));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void whatLacksOneSentenceOfTheDesignBreaksAProperty(Variant mutant, Scenario scenario, Property expected) {
        Explorer.Result result = new Explorer(mutant, scenario).explore(MOST_STATES);
        System.out.println(mutant + ": " + result + "\n" + result.story());
        assertThat(result.broken()).isEqualTo(expected);
    }
}
