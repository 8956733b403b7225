package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.TcpProxy.Direction;
import io.carillon.TcpProxy.Manner;
import io.carillon.chaos.Finding.Rule;
import io.carillon.e2e.SideBySide;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The service with one rule of its protocol broken: the checker notices. {@code mvn verify -Pchaos} */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
class MutantsIT {
    private static final String PROTOCOL = "io.carillon.schedule.Protocol";
    private static final String EVENT_STEPS = "io.carillon.schedule.EventSteps";
    private static final Duration PREPARATION = Duration.ofSeconds(20);
    private static final int HERD = 30;

    @SideBySide
    void settling_before_the_broker_has_acknowledged_loses() throws IOException {
        var mutant = new Mutant(
                "settles-early",
                PROTOCOL,
                "occurrence -> open.put(occurrence, me.attempt(occurrence).started())));",
                """
                occurrence -> open.put(occurrence, me.attempt(occurrence).started())));
                me.done(done -> occurrences.forEach(occurrence -> done.put(occurrence,
                        new Firing(occurrence, Verdict.DELIVERED, 1, occurrence.at(), occurrence.at()))));""");
        finds(mutant, List.of(Rule.LOST, Rule.ACCOUNTING), (run, due) -> {
            Moments.await(due.minusSeconds(1));
            run.stopping("publishes vanish", () -> {
                run.cluster.toBroker(0).set(Direction.TO_SERVER, Manner.SWALLOW);
                Moments.await(due.plusSeconds(5));
                run.cluster.toBroker(0).cut();
                run.cluster.toBroker(0).mend();
            });
        });
    }

    @SideBySide
    void changing_without_lowering_the_row_loses() throws IOException {
        var mutant = new Mutant("lowers-nothing", EVENT_STEPS, "owedFrom(next, event.at()),", "Wakeup.NEVER,");
        finds(mutant, List.of(Rule.CURSOR, Rule.LOST), (run, due) -> {
            run.harmless("the node killed", () -> {
                run.cluster.node(0).kill();
                run.cluster.revive(0);
            });
            Moments.await(due.plusSeconds(5));
        });
    }

    @SideBySide
    void firing_before_its_time_is_early() throws IOException {
        var mutant = new Mutant(
                "fires-early",
                PROTOCOL,
                "fire(me, agenda, me.cursor, now, rowIsFresh, effects);",
                "fire(me, agenda, me.cursor, now.plusSeconds(3), rowIsFresh, effects);");
        finds(mutant, List.of(Rule.EARLY), (run, due) -> Moments.await(due.plusSeconds(5)));
    }

    @SideBySide
    void firing_by_the_state_before_a_change_is_unjustified() throws IOException {
        var mutant = new Mutant(
                "knows-no-change",
                EVENT_STEPS,
                "me.state = write.event().applyTo(before);",
                "if (me.n != 3) me.state = write.event().applyTo(before);");
        finds(mutant, List.of(Rule.UNJUSTIFIED), (run, due) -> Moments.await(due.plusSeconds(5)));
    }

    private static void finds(Mutant mutant, List<Rule> rules, BiConsumer<Run, Instant> fault) throws IOException {
        try (var run = new Run("mutant " + mutant.name(), 0, Setup.one(mutant.jar()))) {
            Instant due = Moments.secondAfter(PREPARATION);
            List<Driver.Made> herd = run.driver.create(HERD, due);
            run.driver.alter(herd.subList(0, HERD / 2));
            fault.accept(run, due);
            assertThat(run.findings()).extracting(Finding::rule).containsAll(rules);
        }
    }
}
