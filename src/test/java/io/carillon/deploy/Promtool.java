package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's promtool on files of a directory; JSON is YAML enough for it. */
record Promtool(Path directory) {
    private static final Path BINARY = Path.of("/usr/bin/promtool");

    /** Skips the test where it is not installed; with {@code CI=true} it fails instead. */
    static void required() {
        String missing = BINARY + " is missing: install Debian's package prometheus";
        boolean there = Files.isExecutable(BINARY);
        if ("true".equals(System.getenv("CI"))) assertThat(there).as(missing).isTrue();
        assumeTrue(there, missing);
    }

    Promtool write(String file, Object content) throws IOException {
        new ObjectMapper().writeValue(directory.resolve(file).toFile(), content);
        return this;
    }

    void succeeds(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(BINARY.toString()));
        command.addAll(List.of(arguments));
        Command.run(directory, command);
    }
}
