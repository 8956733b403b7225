package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.FreePort;
import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import io.carillon.e2e.Directories;
import io.carillon.e2e.Jwt;
import io.carillon.e2e.OutsideClient;
import io.carillon.e2e.Received;
import io.carillon.e2e.Service;
import io.carillon.e2e.Subscriber;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The image's entry point in its root file system: see {@link Root}. */
class ImageIT {
    private static final Path DIRECTORY = Path.of("target", "e2e", "image").toAbsolutePath();
    private static final String DEVICE = "lamp";

    private static Root root;

    @BeforeAll
    static void make() {
        Root.impossible().ifPresent(why -> assumeTrue(false, why));
        root = new Root(Directories.empty(DIRECTORY));
    }

    @Test
    void every_pattern_of_what_is_left_out_still_matches_a_library() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("target/lib"))) {
            List<Path> libraries = all.toList();
            assertThat(LeftOut.patterns()).allSatisfy(pattern -> assertThat(libraries)
                    .anyMatch(library -> LeftOut.matches(pattern, library)));
        }
    }

    @Test
    void without_an_external_database_it_says_so_and_stops() throws Exception {
        Path log = DIRECTORY.resolve("nothing-set.log");
        Process process = root.start(Map.of(), log, command());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(log))
                .filteredOn(line -> !line.startsWith("NOTE: "))
                .singleElement()
                .asString()
                .startsWith("CARILLON_DB_URL: ");
    }

    @Test
    void it_becomes_ready_rings_and_ends_on_SIGTERM() throws Exception {
        Map<String, String> settings = new HashMap<>();
        int api = FreePort.find();
        int management = FreePort.find();
        Path log = DIRECTORY.resolve("node.log");
        try (var database = new Database("image-pg");
                var broker = Broker.started("image-broker");
                var subscriber = new Subscriber(broker).devices(DEVICE)) {
            settings.put("CARILLON_HTTP_PORT", "" + api);
            settings.put("CARILLON_MANAGEMENT_PORT", "" + management);
            settings.put("CARILLON_NODE_PORT", "" + FreePort.find());
            settings.put("CARILLON_DB_URL", database.create("carillon"));
            settings.put("CARILLON_DB_USER", Database.USER);
            settings.put("CARILLON_DB_PASSWORD", Database.PASSWORD);
            settings.put("CARILLON_MQTT_URL", broker.url());
            settings.put("CARILLON_JWT_SECRET", Service.SECRET);
            Process container = root.start(settings, log, command());
            try {
                ProcessHandle java = await("the entry point")
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> container.children().findFirst(), found -> found.isPresent())
                        .orElseThrow();
                await("ready; see " + log).atMost(Duration.ofMinutes(4)).until(() -> ready(management));
                Root.execute(java, Dockerfile.read().healthcheck());
                assertReadOnlyAndNotRoot(java);
                assertThat(Root.memory(java, "/usr/local/bin/carillon", "doctor"))
                        .as("bytes beside the node")
                        .isBetween(10L << 20, 96L << 20);
                assertRings(URI.create("http://127.0.0.1:" + api), subscriber);

                java.destroy();
                assertThat(container.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(container.exitValue()).isIn(0, 143);
                assertThat(Files.readString(log)).contains("Stopped");
            } finally {
                container.descendants().forEach(ProcessHandle::destroyForcibly);
                container.destroyForcibly();
            }
        }
    }

    private static String[] command() {
        return Dockerfile.read().command().toArray(String[]::new);
    }

    private static boolean ready(int management) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void assertReadOnlyAndNotRoot(ProcessHandle java) throws IOException {
        Path process = Path.of("/proc", Long.toString(java.pid()));
        assertThat(Files.readAllLines(process.resolve("status"))).contains("Uid:\t10001\t10001\t10001\t10001");
        // mount point and options are the fifth and sixth field
        List<String[]> mounts = Files.readAllLines(process.resolve("mountinfo")).stream()
                .map(line -> line.split(" ", -1))
                .toList();
        for (String seen : List.of("/", Dockerfile.read().directory()))
            assertThat(mounts).anySatisfy(mount -> {
                assertThat(mount[4]).isEqualTo(seen);
                assertThat(mount[5]).startsWith("ro");
            });
    }

    private static void assertRings(URI api, Subscriber subscriber) {
        var root = new OutsideClient(api, "jwt " + Jwt.admin("root").sign(Service.SECRET));
        var alice = new OutsideClient(api, "jwt " + Jwt.of("alice").sign(Service.SECRET));
        assertThat(root.put("/v3/devices/" + DEVICE + "/bindings/alice/").code())
                .isZero();
        var made = alice.post(
                Service.TASK,
                """
                {"device_id":"%s","period":"1111111","tasks":[{"hour":"7","minute":"0","commands":"{}"}]}"""
                        .formatted(DEVICE));
        assertThat(made.code()).as("%s", made).isZero();
        var run = alice.post(Service.TASK + made.data().path("group_id").asText() + "/run/", "{}");
        assertThat(run.code()).as("%s", run).isZero();
        await("the device hears it").atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(subscriber.all())
                .extracting(Received::payload)
                .containsOnly("{}"));
    }
}
