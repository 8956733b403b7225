package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docker/compose.yaml names what the program and the Dockerfile have. */
class ComposeTest {
    /** Of the Compose specification, what is used; anything else is a slip of the pen. */
    private static final Set<String> KEYS = Set.of(
            "image",
            "build",
            "pull_policy",
            "restart",
            "stop_grace_period",
            "read_only",
            "cap_drop",
            "security_opt",
            "mem_limit",
            "depends_on",
            "environment",
            "ports",
            "volumes",
            "healthcheck",
            "user",
            "entrypoint",
            "tmpfs");

    private static final List<String> NODES = List.of("node1", "node2", "node3");

    private final JsonNode compose = new Compose(Map.of()).root();

    @Test
    void everyKeyOfAServiceIsOneOfTheSpecification() {
        assertThat(names(compose).filter(name -> !name.startsWith("x-")))
                .containsExactlyInAnyOrder("name", "services", "volumes");
        compose.path("services")
                .forEach(service -> assertThat(KEYS).containsAll(names(service).toList()));
        assertThat(names(compose.path("services")))
                .containsExactlyInAnyOrder("node1", "node2", "node3", "postgres", "mosquitto");
    }

    @Test
    void everyVariableIsOneThatTheProgramReads() {
        for (String node : NODES)
            assertThat(Repository.variables())
                    .containsAll(names(service(node).path("environment")).toList());
    }

    @Test
    void everyNodeIsASeedUnderItsOwnNameAndPort() {
        for (String node : NODES) {
            JsonNode environment = service(node).path("environment");
            assertThat(environment.path("CARILLON_NODE_HOST").asText()).isEqualTo(node);
            assertThat(environment.path("CARILLON_MANAGEMENT_HOST").asText()).isEqualTo(node);
            assertThat(environment.path("CARILLON_SEED_NODES").asText().split(",", -1))
                    .containsExactlyElementsOf(NODES.stream()
                            .map(name -> name + ":" + Repository.port("CARILLON_NODE"))
                            .toList());
        }
    }

    @Test
    void onlyTheAPIAndTheBrokerAreReachedFromOutsideAndFromThisMachineAlone() {
        for (String node : NODES)
            assertThat(service(node).path("ports").path(0).asText())
                    .matches("127\\.0\\.0\\.1:808[123]:" + Repository.port("CARILLON_HTTP"));
        compose.path("services").forEach(service -> service.path("ports")
                .forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
    }

    @Test
    void theNodesRunReadOnlyAndHaveTimeToHandOver() {
        for (String node : NODES) {
            JsonNode service = service(node);
            assertThat(service.path("read_only").asBoolean()).isTrue();
            assertThat(service.path("stop_grace_period").asText()).isEqualTo("75s");
            assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
            assertThat(service.path("cap_drop").path(0).asText()).isEqualTo("ALL");
        }
    }

    @Test
    void oneServiceBuildsTheImageOfAllNodes() {
        assertThat(NODES)
                .allSatisfy(node -> assertThat(service(node).path("image").asText())
                        .isEqualTo(service("node1").path("image").asText()));
        assertThat(compose.path("services"))
                .filteredOn(service -> service.has("build"))
                .singleElement()
                .satisfies(service -> {
                    Path context = Path.of(
                            "docker", service.path("build").path("context").asText());
                    assertThat(context.resolve(
                                    service.path("build").path("dockerfile").asText()))
                            .exists();
                });
    }

    @Test
    void theNodesWaitForADatabaseAndABrokerThatSayTheyAreHealthy() {
        for (String node : NODES) {
            JsonNode needed = service(node).path("depends_on");
            assertThat(names(needed)).containsExactlyInAnyOrder("postgres", "mosquitto");
            for (String name : names(needed).toList()) {
                assertThat(needed.path(name).path("condition").asText()).isEqualTo("service_healthy");
                assertThat(service(name).path("healthcheck").path("test")).isNotEmpty();
            }
        }
        assertThat(service("postgres").path("image").asText()).isEqualTo("postgres:15");
    }

    @Test
    void databaseAndBrokerAreReachedUnderTheirNamesUsersAndSecrets() {
        JsonNode node = service("node1").path("environment");
        JsonNode postgres = service("postgres").path("environment");
        JsonNode mosquitto = service("mosquitto").path("environment");
        assertThat(node.path("CARILLON_DB_URL").asText())
                .isEqualTo("jdbc:postgresql://postgres:5432/"
                        + postgres.path("POSTGRES_DB").asText());
        assertThat(node.path("CARILLON_DB_USER")).isEqualTo(postgres.path("POSTGRES_USER"));
        assertThat(node.path("CARILLON_DB_PASSWORD")).isEqualTo(postgres.path("POSTGRES_PASSWORD"));
        assertThat(node.path("CARILLON_MQTT_URL").asText()).isEqualTo("mqtt://mosquitto:1883");
        assertThat(Repository.text("docker/mosquitto.conf")).contains("listener 1883\n", "allow_anonymous false\n");
        assertThat(node.path("CARILLON_MQTT_USER")).isEqualTo(mosquitto.path("MQTT_USER"));
        assertThat(node.path("CARILLON_MQTT_PASSWORD")).isEqualTo(mosquitto.path("MQTT_PASSWORD"));
    }

    @Test
    void everySecretIsAskedForByNameAndRefusedWhereItIsEmpty() {
        String text = Repository.text("docker/compose.yaml");
        Matcher asked = Pattern.compile("(?<!\\$)\\$\\{?(\\w+)([^}\\s]*)").matcher(text);
        List<String> names = new ArrayList<>();
        while (asked.find()) {
            assertThat(asked.group(2)).as("%s", asked.group(1)).startsWith(":?");
            names.add(asked.group(1));
        }
        assertThat(names)
                .isNotEmpty()
                .allMatch(name -> Repository.text("docker/.env.example").contains("\n" + name + "=\n")
                        || Repository.text("docker/.env.example").endsWith(name + "=\n"));
    }

    private JsonNode service(String name) {
        return compose.path("services").path(name);
    }

    private static Stream<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names.stream();
    }
}
