package io.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A program of this machine, run to its end. */
public final class Command {
    private Command() {}

    /** What it printed, on both streams; fails unless it exits with 0. */
    public static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command).directory(directory.toFile()));
    }

    /** @see #run(Path, List) */
    public static String run(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command.command(), said).isZero();
        return said;
    }
}
