package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The two late writes that broke an earlier protocol. {@code mvn verify -Pchaos} */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
class HeldWritesIT {
    private static final Duration HELD = Duration.ofSeconds(60);

    /** An insert into the journal is held back at its COMMIT; the device is woken meanwhile, its old time has come. */
    @Scenario
    void a_late_commit_of_a_change_while_the_device_is_woken_elsewhere(long seed) {
        held("late journal commit", seed, (run, single, due) -> {
            Moments.await(due.minus(run.chance.seconds(1, 15)));
            run.held.holdAfter("device|" + single.device(), "DeviceEvent");
            return CompletableFuture.runAsync(() -> run.driver.move(List.of(single), due.plusSeconds(180)));
        });
    }

    @Scenario
    void a_late_settle_while_a_change_moves_the_row(long seed) {
        held("late settle", seed, (run, single, due) -> {
            run.held.holdAfter(single.device(), "DELIVERED");
            Moments.await(due.plus(run.chance.seconds(1, 5)));
            return CompletableFuture.runAsync(() -> run.driver.move(List.of(single), due.plusSeconds(180)));
        });
    }

    private interface Change {
        CompletableFuture<Void> of(Run run, Driver.Made single, Instant due);
    }

    private static void held(String name, long seed, Change change) {
        try (var run = new Run(name, seed, Setup.THREE)) {
            Instant due = Moments.secondAfter(Duration.ofSeconds(30));
            run.driver.create(20, due, due.plusSeconds(180));
            Driver.Made single = run.driver.create(1, due).get(0);
            run.harmless(name, () -> {
                CompletableFuture<Void> changing = change.of(run, single, due);
                assertThat(run.held.awaitCaught(Duration.ofSeconds(20)))
                        .as("a write is held back")
                        .isTrue();
                Moments.await(Instant.now().plus(HELD));
                run.held.release();
                changing.join();
            });
            Moments.await(due.plusSeconds(190));
            run.judge();
        }
    }
}
