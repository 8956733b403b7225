package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The README's examples, run by a shell as they stand there but for the node's address. */
final class ReadmeStatements {
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    private ReadmeStatements() {}

    static Statements of(NodeProcess node) {
        return new Statements().says("the examples of the README's section on the API succeed", () -> {
            String said = run(node, example("API"));
            assertThat(said.lines().filter(line -> line.contains("\"code\":0")))
                    .as("successes in the envelope: %s", said)
                    .hasSizeGreaterThanOrEqualTo(5);
            assertThat(said).contains("task list info", "task update ok", "\"upcoming\"", "delete ok.");
        });
    }

    private static String example(String section) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int from = readme.indexOf("\n## " + section + "\n");
        int to = readme.indexOf("\n## ", from + 1);
        return String.join(
                "",
                BLOCK.matcher(readme.substring(from, to))
                        .results()
                        .map(block -> block.group(1))
                        .toList());
    }

    private static String run(NodeProcess node, String example) throws IOException, InterruptedException {
        Path output = node.directory().resolve("readme.log");
        Files.deleteIfExists(output);
        String here = example.replace("http://127.0.0.1:8080", node.api().toString());
        assertThat(here).as("the address is in it").isNotEqualTo(example);
        ProcessBuilder shell = new ProcessBuilder(List.of("bash", "-euo", "pipefail", "-c", here))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().putAll(Map.of("CARILLON_JWT_SECRET", Service.SECRET));
        Process process = shell.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the example ends; see %s", output)
                .isTrue();
        String said = Files.readString(output);
        assertThat(process.exitValue()).as("exit code; it said: %s", said).isZero();
        return said;
    }
}
