package io.carillon.schedule;

import static io.carillon.schedule.Scenario.once;
import static io.carillon.schedule.Scenario.weekly;
import static io.carillon.schedule.Scenario.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Mutants.Variant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Explores the wake-up protocol (design, steps 1 to 10) as {@link Protocol} does it, in everything that a database, a
 * broker, a clock, failures and another incarnation can do to one device within a few minutes.
 */
class ProtocolExplorerTest {
    private static final int MOST_STATES = 2_000_000;

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
                TWO_LIVES_ONCE);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPropertyHoldsWhateverHappens(Scenario scenario) {
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

    static Stream<Variant> mutants() {
        return Stream.of(
                Mutants.NO_GUARD,
                Mutants.NO_FENCE,
                Mutants.LOWER_LATE,
                Mutants.SETTLE_EARLY,
                Mutants.WAKE_CARRIES_ROW,
                Mutants.OLD_READ,
                Mutants.EVENT_BETWEEN,
                Mutants.NO_EFFECTIVE_FROM,
                Mutants.NO_CLOSING,
                Mutants.OWN_CURSOR,
                Mutants.UNBOUNDED,
                Mutants.NO_SPENT);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void whatLacksOneSentenceOfTheDesignBreaksAProperty(Variant mutant) {
        for (Scenario scenario : List.of(TINY, TINY_ONCE, TWO_CHANGES, TWO_LIVES)) {
            Explorer.Result result = new Explorer(mutant, scenario).explore(MOST_STATES);
            System.out.println(mutant + ": " + result);
            if (result.broken() == null) continue;
            System.out.println(result.story());
            return;
        }
        assertThat(mutant).as("nothing broke").isNull();
    }
}
