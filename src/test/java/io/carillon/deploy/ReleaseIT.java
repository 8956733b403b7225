package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.Command;
import io.carillon.e2e.Directories;
import io.carillon.e2e.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the profile {@code release} leaves. {@code mvn -Pengine,release verify} */
@Tag("engine")
class ReleaseIT {
    private static final Path RELEASE = Path.of("target/release").toAbsolutePath();
    private static final Path ELSEWHERE = Path.of("target/e2e/release").toAbsolutePath();

    @BeforeAll
    static void made() {
        String missing = RELEASE + " is not there: mvn -Pengine,release verify";
        if (!Files.isDirectory(RELEASE)) System.out.println("Skipped: " + missing);
        assumeTrue(Files.isDirectory(RELEASE), missing);
    }

    @Test
    void each_file_is_named_after_the_version_and_has_its_checksum() throws Exception {
        String version = version();
        List<String> files = List.of("program.tar.gz", "image.tar.gz", "sbom.json").stream()
                .map(kind -> "carillon-" + version + "-" + kind)
                .toList();
        try (Stream<Path> all = Files.list(RELEASE)) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(files.stream()
                            .flatMap(file -> Stream.of(file, file + ".sha256"))
                            .toList());
        }
        for (String file : files)
            assertThat(run(RELEASE, "sha256sum", "--check", file + ".sha256")).isEqualTo(file + ": OK\n");
    }

    @Test
    void the_program_runs_where_it_is_unpacked() throws Exception {
        Directories.empty(ELSEWHERE);
        run(
                ELSEWHERE,
                "tar",
                "xzf",
                RELEASE.resolve("carillon-" + version() + "-program.tar.gz").toString());
        Path unpacked = ELSEWHERE.resolve("carillon-" + version());
        assertThat(unpacked.resolve("bom.json")).content().contains("CycloneDX");
        try (var node = NodeProcess.named("release-node").jar(unpacked.resolve("carillon.jar"))) {
            node.set("CARILLON_MQTT_URL", "mqtt://127.0.0.1:1").start().awaitReady();
            assertThat(node.metrics().sum("carillon_build_info", "version=" + version()))
                    .isEqualTo(1);
        }
    }

    @Test
    void the_context_of_the_image_is_whole_and_holds_no_secret() throws Exception {
        List<String> files = run(RELEASE, "tar", "tzf", "carillon-" + version() + "-image.tar.gz")
                .lines()
                .toList();
        Dockerfile dockerfile = Dockerfile.read();
        for (int stage : List.of(0, 1))
            for (String copied : dockerfile.all(stage, "COPY"))
                if (!copied.startsWith("--from"))
                    for (String source :
                            copied.substring(0, copied.lastIndexOf(' ')).split(" ", -1))
                        assertThat(files).anyMatch(file -> file.equals(source) || file.startsWith(source + "/"));
        assertThat(files).contains("docker/Dockerfile", "docker/up", "docker/.env.example", ".dockerignore");
        assertThat(files).doesNotContain("docker/.env").noneMatch(file -> file.endsWith("/secret.env"));
    }

    private static String version() {
        String pom = Repository.text("pom.xml");
        return pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));
    }

    private static String run(Path directory, String... command) throws IOException, InterruptedException {
        return Command.run(directory, List.of(command));
    }
}
