package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openapi.json} passes the rules that Spectral has for OpenAPI. */
class SpectralTest {
    private static final Path SPECTRAL = Path.of("target/lint/node_modules/.bin/spectral");

    @Test
    void theDocumentHasNoErrorBySpectralsRules(@TempDir Path directory) throws IOException, InterruptedException {
        String missing = SPECTRAL + " is missing: .ci/run installs it";
        boolean there = Files.isExecutable(SPECTRAL);
        if ("true".equals(System.getenv("CI"))) assertThat(there).as(missing).isTrue();
        assumeTrue(there, missing);
        Path rules = Files.writeString(directory.resolve("rules.yaml"), "extends: ['spectral:oas']\n");
        assertThat(Command.run(new ProcessBuilder(
                        SPECTRAL.toString(),
                        "lint",
                        "--fail-severity=error",
                        "--ruleset=" + rules,
                        "src/main/resources/web/openapi.json")))
                .contains("(0 errors");
    }
}
