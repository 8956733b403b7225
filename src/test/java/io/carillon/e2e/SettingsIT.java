package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Contract 1 and 4 on a node that is configured otherwise: JWKS, claim mode, Monday first, Berlin, JSON logs. */
class SettingsIT {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String SOUND = Json.task("12", "0", "{\"on\":1}");

    private static KeyServer keys;
    private static Broker broker;
    private static NodeProcess node;

    @BeforeAll
    static void start() {
        keys = new KeyServer().publish("rsa", "RS256").publish("ec", "ES256").publish("ed", "EdDSA");
        broker = Broker.started("settings/broker");
        node = NodeProcess.named("settings/node")
                .set("CARILLON_MQTT_URL", broker.url())
                .set("CARILLON_JWT_JWKS", keys.url())
                .set("CARILLON_JWT_ISSUER", "https://issuer.example")
                .set("CARILLON_JWT_AUDIENCE", "carillon")
                .set("CARILLON_BINDING_MODE", "claim")
                .set("CARILLON_WEEK_STARTS_ON", "MONDAY")
                .set("CARILLON_ZONE", "Europe/Berlin")
                .set("CARILLON_LOG_FORMAT", "json")
                .start()
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        node.close();
        broker.close();
        keys.close();
    }

    @TestFactory
    Stream<DynamicTest> tokens() {
        Jwt alice = alice("d");
        return new Statements()
                        .says("RS256 is accepted", () -> accepted(keys.sign(alice, "rsa", "RS256")))
                        .says("ES256 is accepted", () -> accepted(keys.sign(alice, "ec", "ES256")))
                        .says("EdDSA is accepted", () -> accepted(keys.sign(alice, "ed", "EdDSA")))
                        .says("RS512 by the same key is refused", () -> refused(keys.sign(alice, "rsa", "RS512")))
                        .says(
                                "HS256 with the public key as its secret is refused",
                                () -> refused(alice.header("alg", "HS256")
                                        .header("kid", "rsa")
                                        .sign(keys.pem("rsa"))))
                        .says("a key that nobody published is refused, whatever name it goes by", () -> {
                            refused(KeyServer.signWithOwnKey(alice, "rsa", "RS256"));
                            refused(KeyServer.signWithOwnKey(alice, "unknown", "RS256"));
                        })
                        .says(
                                "a token without a signature is refused",
                                () -> refused(alice.header("alg", "none").unsigned()))
                        .says(
                                "aud may be a list",
                                () -> accepted(
                                        keys.sign(alice.with("aud", List.of("other", "carillon")), "rsa", "RS256")))
                        .says("another issuer, or none, is 10101", () -> {
                            refused(keys.sign(alice.with("iss", "https://other.example"), "rsa", "RS256"));
                            refused(keys.sign(alice.without("iss"), "rsa", "RS256"));
                        })
                        .says("another audience, or none, is 10101", () -> {
                            refused(keys.sign(alice.with("aud", "other"), "rsa", "RS256"));
                            refused(keys.sign(alice.without("aud"), "rsa", "RS256"));
                        })
                        .says("expired is 10100 only where it is the sole fault", () -> {
                            Jwt late = alice.expiringIn(-60);
                            list(keys.sign(late, "rsa", "RS256"), "d").refused(401, 10100);
                            refused(keys.sign(late.with("aud", "other"), "rsa", "RS256"));
                            refused(keys.sign(late.with("iss", "other"), "rsa", "RS256"));
                        })
                        .says("a flood of unknown keys does not become a flood of fetches", () -> {
                            int before = keys.fetches();
                            for (int i = 0; i < 50; i++)
                                refused(KeyServer.signWithOwnKey(alice, "flood-" + i, "EdDSA"));
                            assertThat(keys.fetches() - before).isLessThan(10);
                        })
                        .says("a new key is found without a restart", () -> {
                            keys.publish("fresh", "ES256");
                            await("the new key is accepted; " + node)
                                    .atMost(Duration.ofSeconds(90))
                                    .pollInterval(Duration.ofMillis(500))
                                    .untilAsserted(() -> accepted(keys.sign(alice, "fresh", "ES256")));
                        })
                        .stream();
    }

    @TestFactory
    Stream<DynamicTest> claimMode() {
        OutsideClient alice = client(keys.sign(alice("mine", "mine-too"), "ec", "ES256"));
        OutsideClient nobody = client(keys.sign(alice().without("devices"), "ec", "ES256"));
        return new Statements()
                        .says("the token's devices are the user's", () -> {
                            JsonNode group = create(alice, "mine", "1111111");
                            create(alice, "mine-too", "1111111");
                            assertThat(alice.get(Service.path(group)).bare().json())
                                    .isEqualTo(group);
                        })
                        .says("others are not", () -> {
                            alice.post(Service.TASK, Json.newGroup("others", "1111111", SOUND))
                                    .notBound();
                            alice.get(Service.TASKS + "?device_id=others").notFound();
                        })
                        .says("a token without devices has none", () -> {
                            JsonNode group = create(alice, "mine", "1111111");
                            nobody.post(Service.TASK, Json.newGroup("mine", "1111111", SOUND))
                                    .notBound();
                            nobody.put(Service.path(group), Json.change("1111111", true, SOUND))
                                    .notBound();
                            nobody.delete(Service.path(group)).notBound();
                            nobody.get(Service.path(group)).notFound();
                        })
                        .stream();
    }

    @Test
    void the_week_may_start_on_Monday() {
        OutsideClient alice = client(keys.sign(alice("week"), "ec", "ES256"));
        JsonNode group = create(alice, "week", "1000000");
        JsonNode upcoming =
                alice.get(Service.path(group) + "fires/").ok().data().path("upcoming");
        assertThat(Json.list(upcoming)).isNotEmpty().allSatisfy(occurrence -> {
            ZonedDateTime local =
                    Instant.parse(occurrence.path("scheduled_at").asText()).atZone(BERLIN);
            assertThat(local.getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
            assertThat(local.getHour()).isEqualTo(12);
        });
    }

    @Test
    void times_are_shown_in_the_configured_zone() {
        OutsideClient alice = client(keys.sign(alice("zone"), "ec", "ES256"));
        var created = LocalDateTime.parse(
                create(alice, "zone", "1111111").path("create_time").asText(), Service.TIME);
        assertThat(Duration.between(created, LocalDateTime.now(BERLIN)).abs()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void logs_are_one_JSON_object_a_line() throws Exception {
        List<String> lines = Files.readAllLines(node.log()).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("Picked up "))
                .toList();
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Json.parse(line).isObject()).isTrue());
    }

    private static Jwt alice(String... devices) {
        return Jwt.of("alice")
                .with("iss", "https://issuer.example")
                .with("aud", "carillon")
                .with("devices", List.of(devices));
    }

    private static OutsideClient client(String token) {
        return new OutsideClient(node.api(), "jwt " + token);
    }

    private static JsonNode create(OutsideClient client, String device, String period) {
        return client.post(Service.TASK, Json.newGroup(device, period, SOUND))
                .ok("create crontab ok.")
                .data();
    }

    private static Answer list(String token, String device) {
        return client(token).get(Service.TASKS + "?device_id=" + device);
    }

    private static void accepted(String token) {
        list(token, "d").ok("task list info");
    }

    private static void refused(String token) {
        list(token, "d").tokenRefused();
    }
}
