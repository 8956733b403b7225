package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Contract 4: SIGTERM ends a node within 30 s, whatever its parts wait for. */
class LastResortTest {
    @Test
    void aProcessWhoseStoppingNeverEndsIsEndedAsBySigterm() throws Exception {
        Process stuck = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Stuck.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(stuck.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(stuck.exitValue()).isEqualTo(143);
        } finally {
            stuck.destroyForcibly();
        }
    }

    /** A program that exits, with a hook that never returns. */
    static final class Stuck {
        private Stuck() {}

        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                while (true) LockSupport.park();
            }));
            LastResort.arm(Duration.ofMillis(100));
            System.exit(0);
        }
    }
}
