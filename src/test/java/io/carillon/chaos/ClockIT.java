package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.e2e.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One node's own clock is wrong; the service goes by the database's, so no firing may show it. {@code mvn verify -Pchaos} */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
class ClockIT {
    @BeforeAll
    static void required() {
        assumeTrue(library().isPresent(), "Debian's package libfaketime is missing");
    }

    @Scenario
    void a_clock_off_by_five_seconds(long seed) {
        String name = "clock off by 5 s";
        boolean ahead = new Chance(name, seed).coin();
        Path offset = offset(name, seed, ahead ? 5 : -5);
        Herds.scenario(name, seed, with(offset), (run, due) -> {
            seen(run);
            run.runByHand();
        });
    }

    @Scenario
    void a_clock_stepped_by_a_minute(long seed) {
        String name = "clock stepped by 60 s";
        Path offset = offset(name, seed, 0);
        Herds.scenario(name, seed, with(offset), (run, due) -> {
            Moments.await(due.minus(run.chance.seconds(1, 30)));
            set(offset, run.chance.coin() ? 60 : -60);
            seen(run);
            run.runByHand();
        });
    }

    /** The node has noticed. */
    private static void seen(Run run) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(Files.readString(run.cluster.node(1).log())).contains("This machine's clock is"));
    }

    private static Setup with(Path offset) {
        return Setup.THREE.with(
                1,
                Map.of(
                        "LD_PRELOAD", library().orElseThrow().toString(),
                        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                        "FAKETIME_CACHE_DURATION", "1",
                        "DONT_FAKE_MONOTONIC", "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                        // for an old glibc; with a newer one each timed wait returns at once, and all threads spin
                        "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
    }

    private static Path offset(String name, long seed, int seconds) {
        Path directory = Path.of("target", "e2e", "chaos-clock", Run.directory(name, seed))
                .toAbsolutePath();
        Path file = Directories.empty(directory).resolve("offset");
        set(file, seconds);
        return file;
    }

    private static void set(Path file, int seconds) {
        try {
            Files.writeString(file, "%+d%n".formatted(seconds));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> library() {
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            return architectures
                    .map(directory -> directory.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException noSuchSystem) {
            return Optional.empty();
        }
    }
}
