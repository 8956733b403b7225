package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
        assertThat(dockerfile.all(-1, "ARG"))
                .satisfiesExactly(build -> assertThat(build).startsWith("MAVEN=maven:"), image -> assertThat(image)
                        .matches("JRE=.*:17-jre.*"));
        assertThat(dockerfile.all(0, "FROM")).containsExactly("--platform=$BUILDPLATFORM ${MAVEN} AS build");
        assertThat(dockerfile.all(1, "FROM")).containsExactly("${JRE}");
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
                .contains("--from=build /build/target/lib ./lib", "--from=build /build/target/carillon.jar ./");
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
        for (int stage : List.of(0, 1))
            for (String copied : dockerfile.all(stage, "COPY"))
                if (!copied.startsWith("--from")) {
                    List<String> words = List.of(copied.split(" ", -1));
                    List<String> sources = words.subList(0, words.size() - 1);
                    assertThat(sources).allMatch(source -> Files.exists(Path.of(source)));
                    assertThat(context).containsAll(sources);
                }
    }

    @Test
    void theCommandForOperatorsIsNotGivenWhatIsMeantForTheNode() {
        String command = Repository.text("docker/carillon");
        assertThat(dockerfile.all(1, "COPY")).contains("docker/carillon /usr/local/bin/");
        assertThat(Files.isExecutable(Path.of("docker/carillon"))).isTrue();
        assertThat(command)
                .contains("unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS\n")
                .contains("-jar " + dockerfile.directory() + "/carillon.jar \"$@\"");
    }

    @Test
    void whatIsLeftOutIsNotInTheSBOMEither(@TempDir Path dir) throws Exception {
        Path libraries = Files.createDirectory(dir.resolve("lib"));
        for (String name : List.of("h2-2.4.jar", "netty-1-linux.jar", "akka-2.jar"))
            Files.createFile(libraries.resolve(name));
        Path patterns = Files.writeString(dir.resolve("left-out.txt"), "# one\nh2-*.jar\n");
        Path sbom = Files.writeString(
                dir.resolve("bom.json"),
                """
                {"components":[
                   {"bom-ref":"h2","name":"h2","version":"2.4","purl":"pkg:maven/h2@2.4?type=jar"},
                   {"bom-ref":"n","name":"netty","version":"1","purl":"pkg:maven/n@1?classifier=linux&type=jar"},
                   {"bom-ref":"a","name":"akka","version":"2","purl":"pkg:maven/a@2?type=jar"}],
                 "dependencies":[{"ref":"h2"},{"ref":"a","dependsOn":["n","h2"]}]}""");
        assertThat(leaveOut(patterns, libraries, sbom)).isZero();
        JsonNode left = new ObjectMapper().readTree(sbom.toFile());
        assertThat(left.path("components"))
                .extracting(one -> one.path("name").asText())
                .containsExactly("netty", "akka");
        assertThat(left.path("dependencies")).hasToString("[{\"ref\":\"a\",\"dependsOn\":[\"n\"]}]");
        assertThat(libraries).isDirectoryNotContaining("glob:**h2*");

        assertThat(leaveOut(patterns, libraries, sbom))
                .as("a pattern that matches nothing")
                .isNotZero();
        Files.createFile(libraries.resolve("h2-3.jar"));
        Files.createFile(libraries.resolve("unknown-1.jar"));
        assertThat(leaveOut(patterns, libraries, sbom))
                .as("a library without a component")
                .isNotZero();
    }

    private static int leaveOut(Path patterns, Path libraries, Path sbom) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "docker/LeaveOut.java",
                        patterns.toString(),
                        libraries.toString(),
                        sbom.toString())
                .start()
                .waitFor();
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
