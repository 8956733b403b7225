package io.carillon.schedule;

import static io.carillon.schedule.Scenario.once;
import static io.carillon.schedule.Scenario.weekly;
import static io.carillon.schedule.Scenario.wish;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolExplorerTest {
    static final Scenario TINY = Scenario.of("tiny", weekly(2), weekly()).wishes(wish(1, 1));
    static final Scenario TINY_ONCE =
            Scenario.of("tiny, once", weekly(), once(1)).wishes(wish(0, 2)).orphans(2);
    static final Scenario LATER =
            Scenario.of("a later instant", weekly(1), weekly()).wishes(wish(1, 2));

    static Stream<Scenario> scenarios() {
        return Stream.of(TINY, TINY_ONCE, LATER);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPropertyHoldsWhateverHappens(Scenario scenario) {
        Explorer.Result result = new Explorer(Mutants.NONE, scenario).explore(4_000_000);
        System.out.println(result);
        System.out.println("  publishes: " + result.publishes());
        assertThat(result.broken()).as(String.join("\n", result.trace())).isNull();
        assertThat(result.exhausted()).isTrue();
    }
}
