package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docker/Dockerfile, docker/up and what they use. That the image's entry point runs is ImageIT's. */
class DockerTest {
    private final Dockerfile dockerfile = Dockerfile.read();

    @Test
    void theImageIsMadeInTwoStagesAndTheSecondHasNoCompiler() {
        assertThat(dockerfile.all(0, "FROM")).singleElement().asString().startsWith("maven:");
        assertThat(dockerfile.all(1, "FROM")).singleElement().asString().matches(".*:17-jre.*");
        assertThat(dockerfile.all(2, "FROM")).isEmpty();
    }

    @Test
    void theImageRunsAsAUserThatKubernetesCanTellFromRoot() {
        assertThat(dockerfile.last("USER")).matches("[1-9]\\d+:[1-9]\\d+");
        var security = Manifests.deployment().getSpec().getTemplate().getSpec().getSecurityContext();
        assertThat(dockerfile.last("USER")).isEqualTo(security.getRunAsUser() + ":" + security.getRunAsGroup());
    }

    @Test
    void theEntryPointIsTheJarThatTheBuildStageMakes() {
        String jar = dockerfile.directory() + "/carillon.jar";
        assertThat(dockerfile.entrypoint()).startsWith("java").endsWith("-jar", jar);
        assertThat(dockerfile.all(1, "COPY"))
                .containsExactly("--from=build /build/target/lib ./lib", "--from=build /build/target/carillon.jar ./");
        assertThat(Repository.text("pom.xml"))
                .contains("<finalName>carillon</finalName>")
                .contains("<outputDirectory>${project.build.directory}/lib</outputDirectory>")
                .contains("<classpathPrefix>lib/</classpathPrefix>");
    }

    @Test
    void whatTheBuildStageCopiesIsThereAndNotIgnored() {
        List<String> context = Repository.text(".dockerignore")
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        for (String copied : dockerfile.all(0, "COPY")) {
            String source = copied.split(" ", -1)[0];
            assertThat(Path.of(source)).exists();
            assertThat(context).contains(source);
        }
    }

    @Test
    void thePortsAreTheProgramsOwn() {
        assertThat(dockerfile.last("EXPOSE").split(" ", -1))
                .containsExactly(
                        Integer.toString(Repository.port("CARILLON_HTTP")),
                        Integer.toString(Repository.port("CARILLON_MANAGEMENT")),
                        Integer.toString(Repository.port("CARILLON_NODE")));
    }

    @Test
    void theHealthCheckAsksTheProgramsOwnReadinessPath() {
        assertThat(String.join(" ", dockerfile.healthcheck()))
                .contains("GET /" + Repository.CONFIG.getString("akka.management.health-checks.readiness-path") + " ")
                .contains("MANAGEMENT_PORT:-" + Repository.port("CARILLON_MANAGEMENT") + "}");
        assertThat(Repository.variables())
                .containsAll(Repository.variablesIn(String.join(" ", dockerfile.healthcheck())));
    }

    @Test
    void theFirstStartMakesSecretsAndTheSecondKeepsThem(@TempDir Path dir) throws Exception {
        Files.copy(Path.of("docker/up"), dir.resolve("up"));
        Files.copy(Path.of("docker/.env.example"), dir.resolve(".env.example"));
        Path docker =
                Files.writeString(Files.createDirectory(dir.resolve("bin")).resolve("docker"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));

        up(dir);
        Path env = dir.resolve(".env");
        String made = Files.readString(env);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env)))
                .isEqualTo("rw-------");
        Map<String, String> secrets = settings(made);
        assertThat(secrets.keySet())
                .isEqualTo(settings(Repository.text("docker/.env.example")).keySet());
        assertThat(secrets.values()).doesNotHaveDuplicates().allMatch(value -> value.matches("[0-9a-f]{64}"));

        up(dir);
        assertThat(env).hasContent(made);
    }

    @Test
    void theExampleHoldsNoSecretThatSomebodyMightKeep() {
        assertThat(settings(Repository.text("docker/.env.example")).values()).containsOnly("");
        assertThat(Repository.text(".gitignore")).contains("docker/.env\n");
    }

    private static void up(Path dir) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", dir.resolve("up").toString()).inheritIO();
        process.environment().merge("PATH", dir.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        assertThat(process.start().waitFor()).isZero();
    }

    private static Map<String, String> settings(String env) {
        Map<String, String> settings = new TreeMap<>();
        env.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String[] parts = line.split("=", 2);
            settings.put(parts[0], parts[1]);
        });
        return settings;
    }
}
