package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A database that is slow, or has no room. {@code mvn verify -Pchaos} */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
class DatabaseIT {
    private static final Duration LEAD = Duration.ofSeconds(30);
    /** Devices leave memory this long after the last call. */
    static final Duration ASLEEP = Duration.ofSeconds(120);
    /** What two cores shared by three nodes add to the 5 s. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(5);

    /**
     * Each statement takes a second, from before the devices of the herd are woken. What a device fires while its change is
     * written waits for that.
     */
    @Scenario
    void a_slow_database(long seed) {
        Setup setup = Setup.THREE;
        for (int node = 0; node < Cluster.NODES; node++)
            setup = setup.with(node, Map.of("CARILLON_LEAD", LEAD.toSeconds() + "s"));
        Herds.scenario("slow database", seed, setup, Herds.PREPARATION.plus(ASLEEP), (run, due, herd) -> {
            Moments.await(due.minus(LEAD).minusSeconds(5));
            run.harmless("slow database", () -> {
                each(node -> run.cluster.toDatabase(node).slow(Duration.ofSeconds(1)));
                Moments.await(due.plus(run.chance.seconds(15, 30)));
                each(node -> run.cluster.toDatabase(node).mend());
            });
            Set<String> changed =
                    run.driver.byHand().stream().map(ByHand::device).collect(Collectors.toSet());
            assertPrompt(run, due, changed);
        });
    }

    /** Where the tables are; the server's log has room. */
    @Scenario
    void a_full_disk(long seed) {
        assumeTrue(SmallDisk.mayBeMounted(), "only root may mount a small disk");
        try (SmallDisk disk = SmallDisk.mounted()) {
            Herds.scenario("full disk", seed, Setup.THREE.on(disk.directory()), (run, due) -> {
                Moments.await(due.minus(run.chance.seconds(0, 10)));
                run.harmless("full disk", () -> {
                    disk.fill();
                    await().atMost(Duration.ofSeconds(90)).until(() -> says(run, "No space left on device"));
                    Moments.await(due.plus(run.chance.seconds(10, 30)));
                    disk.free();
                });
            });
        }
    }

    private static boolean says(Run run, String reason) {
        return IntStream.range(0, Cluster.NODES).anyMatch(node -> {
            try {
                return Files.readString(run.cluster.node(node).log()).contains(reason);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    /** @param except devices that are touched meanwhile */
    static void assertPrompt(Run run, Instant due, Set<String> except) {
        Map<String, Instant> first = run.publishes().stream()
                .filter(publish -> publish.scheduledAt().equals(due) && !except.contains(publish.device()))
                .collect(Collectors.toMap(
                        Published::fireId, Published::publishedAt, (one, other) -> one.isBefore(other) ? one : other));
        assertThat(first).isNotEmpty();
        assertThat(first.values())
                .allSatisfy(at -> assertThat(at).isBefore(due.plusSeconds(5).plus(ALLOWANCE)));
    }

    private static void each(IntConsumer work) {
        IntStream.range(0, Cluster.NODES).forEach(work);
    }
}
