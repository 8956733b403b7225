package io.carillon.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.node.settings.Settings.Address;
import io.carillon.schedule.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4: the variables, their defaults, and a wrong one's line. */
class SettingsTest {
    @Test
    void withNothingConfiguredEverythingIsEmbeddedAndBoundToLoopback() {
        Settings settings = Settings.read(Map.of());

        assertThat(settings.http()).isEqualTo(new Address("127.0.0.1", 8080));
        assertThat(settings.management()).isEqualTo(new Address("127.0.0.1", 8558));
        assertThat(settings.node()).isEqualTo(new Address("127.0.0.1", 25520));
        assertThat(settings.seedNodes()).containsExactly(settings.node());
        assertThat(settings.database()).isEmpty();
        assertThat(settings.mqtt().broker()).isEmpty();
        assertThat(settings.mqtt().topic().text()).isEqualTo("c2d/{device_id}/commands");
        assertThat(settings.jwt().secret()).isEmpty();
        assertThat(settings.jwt().jwks()).isEmpty();
        assertThat(settings.bindingMode()).isEqualTo(Settings.BindingMode.ENTITY);
        assertThat(settings.service().zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(settings.service().grace()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.service().lead()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.weekStart().day()).isEqualTo(DayOfWeek.SUNDAY);
        assertThat(settings.firingRetention()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.dataDir()).isEqualTo(Path.of("./data"));
        assertThat(settings.logFormat()).isEqualTo(Settings.LogFormat.TEXT);
    }

    @Test
    void originsAreReadAsBrowsersNameThem() {
        Settings settings = Settings.read(Map.of(
                "CARILLON_CORS_ORIGINS",
                "https://App.example:443, http://h:80,http://h:8080,capacitor://localhost,http://[::1]:3000"));
        assertThat(settings.cors().origins())
                .containsExactlyInAnyOrder(
                        "https://app.example",
                        "http://h",
                        "http://h:8080",
                        "capacitor://localhost",
                        "http://[::1]:3000");
        assertThat(Settings.read(Map.of("CARILLON_CORS_ORIGINS", "*")).cors().origins())
                .containsExactly("*");
        assertThat(Settings.read(Map.of()).cors().origins()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example",
                "https://app.example/",
                "https://u@h",
                "https://h/x",
                "https://*.h",
                "null",
                "https://h,",
                "https://h?x",
                "a b"
            })
    void anOriginIsASchemeAHostAndAPort(String wrong) {
        assertThatThrownBy(() -> Settings.read(Map.of("CARILLON_CORS_ORIGINS", wrong)))
                .isInstanceOf(WrongSetting.class)
                .hasMessageContaining("CARILLON_CORS_ORIGINS: origins like https://app.example");
    }

    @Test
    void seedNodesAreHostsWithPorts() {
        Settings settings = Settings.read(Map.of("CARILLON_SEED_NODES", "a:1,b.example:2"));
        assertThat(settings.seedNodes()).isEqualTo(List.of(new Address("a", 1), new Address("b.example", 2)));
    }

    @Test
    void onKubernetesUnsetSeedNodesMeanThatThePeersAreFound() {
        Map<String, String> pod = Map.of(
                "KUBERNETES_SERVICE_HOST", "10.0.0.1",
                "CARILLON_NODE_HOST", "10.1.2.3",
                "CARILLON_MANAGEMENT_HOST", "10.1.2.3");
        assertThat(Settings.read(pod).seedNodes()).isEmpty();
    }

    @Test
    void onKubernetesSeedNodesThatAreSetAreUsed() {
        Map<String, String> pod = Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "CARILLON_SEED_NODES", "a:1");
        assertThat(Settings.read(pod).seedNodes()).containsExactly(new Address("a", 1));
    }

    @ParameterizedTest
    @CsvSource({"CARILLON_NODE_HOST,CARILLON_MANAGEMENT_HOST", "CARILLON_MANAGEMENT_HOST,CARILLON_NODE_HOST"})
    void onKubernetesAPodThatDoesNotKnowItsAddressIsStopped(String unset, String set) {
        assertThatThrownBy(() -> Settings.read(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", set, "10.1.2.3")))
                .isInstanceOf(WrongSetting.class)
                .hasMessageContaining(unset);
    }

    @Test
    void anEmptyVariableCountsAsUnset() {
        assertThat(Settings.read(Map.of("CARILLON_ZONE", "")).service().zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            CARILLON_HTTP_PORT        | 0                | a port from 1 to 65535 expected, got "0"
            CARILLON_MANAGEMENT_PORT  | http             | a port from 1 to 65535 expected, got "http"
            CARILLON_NODE_PORT        | 65536            | a port from 1 to 65535 expected, got "65536"
            CARILLON_GRACE            | 9s               | at least 10s expected, got "9s"
            CARILLON_GRACE            | 5 minutes        | a duration like 90s, 5m or 30d expected, got "5 minutes"
            CARILLON_LEAD             | 0s               | at least 1s expected, got "0s"
            CARILLON_SPREAD           | 24h              | less than 24h expected, got "24h"
            CARILLON_SPREAD           | -1s              | a duration like 90s, 5m or 30d expected, got "-1s"
            CARILLON_FIRING_RETENTION | forever          | a duration like 90s, 5m or 30d expected, got "forever"
            CARILLON_ZONE             | Mars/Olympus     | a time zone like Europe/Berlin expected, got "Mars/Olympus"
            CARILLON_WEEK_STARTS_ON   | TUESDAY          | one of sunday, monday expected, got "TUESDAY"
            CARILLON_BINDING_MODE     | none             | one of entity, claim expected, got "none"
            CARILLON_LOG_FORMAT       | xml              | one of text, json expected, got "xml"
            CARILLON_SEED_NODES       | a:1,b            | host:port, separated by commas, expected, got "b"
            CARILLON_DB_URL           | mysql://h/d      | jdbc:postgresql://… expected
            CARILLON_MQTT_URL         | http://h:1883    | mqtt://host:port or mqtts://host:port expected
            CARILLON_MQTT_URL         | mqtt://u:p@h:1   | mqtt://host:port or mqtts://host:port expected
            CARILLON_MQTT_TOPIC       | c2d/commands     | 'a topic that contains {device_id}, or another placeholder, expected'
            CARILLON_MQTT_TOPIC       | c2d/{device_id}/# | 'a topic that has no + or # and does not begin with $ expected'
            CARILLON_EVENTS_OF        | waiting          | 'all, or some of delivered, no_subscriber, expired, withdrawn, skipped, superseded, confirmed, failed, unanswered expected, got "waiting"'
            CARILLON_EVENTS_MQTT_TOPIC | c2d/{device_id}/commands | topics other than those of commands and answers expected
            CARILLON_EVENTS_MQTT_TOPIC | events/{task}    | 'no other placeholder than {device_id} expected'
            CARILLON_EVENTS_MQTT_TOPIC | {device_id}/{device_id}/answers | topics other than those of commands and answers expected
            CARILLON_EVENTS_WEBHOOK   | http://h/        | https://host/path expected
            CARILLON_JWT_SECRET_FILE  | /nowhere         | a readable file expected, got "/nowhere"
            CARILLON_TLS_CERT         | /nowhere.pem     | a readable file expected, got "/nowhere.pem"
            CARILLON_JWT_JWKS         | /nowhere.json    | a URL or a readable file expected
            CARILLON_JWT_JWKS         | /tmp             | a URL or a readable file expected
            CARILLON_JWT_JWKS         | http://u:p@[     | a URL or a readable file expected
            CARILLON_JWT_JWKS         | pom.xml          | a file with a JWKS expected
            CARILLON_JWT_SECRET       | too-short        | at least 32 bytes expected
            """)
    void aWrongSettingIsOneLineThatNamesIt(String variable, String value, String said) {
        assertThatThrownBy(() -> Settings.read(Map.of(variable, value)))
                .isInstanceOf(WrongSetting.class)
                .hasMessage(variable + ": " + said);
    }

    @Test
    void aSecretAndAJwksTogetherStopTheStart() {
        String secret = "0123456789abcdef0123456789abcdef";
        assertThatThrownBy(() -> Settings.read(
                        Map.of("CARILLON_JWT_SECRET", secret, "CARILLON_JWT_JWKS", "https://issuer.example/jwks")))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("CARILLON_JWT_JWKS: not together with CARILLON_JWT_SECRET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CARILLON_JWT_SECRET", "CARILLON_DB_PASSWORD", "CARILLON_MQTT_PASSWORD"})
    void aSecretMayBeInAFile(String variable, @TempDir Path directory) throws IOException {
        String secret = "0123456789abcdef0123456789abcdef ";
        Path file = Files.writeString(directory.resolve("secret"), secret + "\n");
        Map<String, String> others = Map.of(
                "CARILLON_MQTT_URL",
                "mqtt://h",
                "CARILLON_DB_URL",
                "jdbc:postgresql://h/db",
                "CARILLON_MQTT_USER",
                "u");
        Settings settings = Settings.read(with(others, variable + "_FILE", file.toString()));
        assertThat(Settings.read(with(others, variable, secret))).isEqualTo(settings);
        assertThat(settings).isNotEqualTo(Settings.read(others));

        assertThatThrownBy(() -> Settings.read(with(Map.of(variable, "another"), variable + "_FILE", file.toString())))
                .isInstanceOf(WrongSetting.class)
                .hasMessage(variable + "_FILE: not together with " + variable);
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> Settings.read(with(others, variable + "_FILE", file.toString())))
                .isInstanceOf(WrongSetting.class)
                .hasMessageStartingWith(variable + "_FILE: a file with a secret expected");
    }

    private static Map<String, String> with(Map<String, String> some, String name, String value) {
        Map<String, String> all =
                new HashMap<>(Map.of("CARILLON_MQTT_URL", "mqtt://h", "CARILLON_DB_URL", "jdbc:postgresql://h/db"));
        all.putAll(some);
        all.put(name, value);
        return all;
    }

    @Test
    void aWebhookNeedsItsSecret() {
        assertThatThrownBy(() -> Settings.read(Map.of("CARILLON_EVENTS_WEBHOOK", "https://h/")))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("CARILLON_EVENTS_SECRET: expected, as CARILLON_EVENTS_WEBHOOK is set");
        assertThatThrownBy(() -> Settings.read(
                        Map.of("CARILLON_EVENTS_WEBHOOK", "https://h/", "CARILLON_EVENTS_SECRET", "whsec_c2hvcnQ=")))
                .isInstanceOf(WrongSetting.class)
                .hasMessageStartingWith("CARILLON_EVENTS_SECRET: whsec_ and base64 of 24 to 64 bytes expected");
    }

    @Test
    void byDefaultWhatWentWrongIsToldToNobody() {
        EventSettings events = Settings.read(Map.of()).events();
        assertThat(events.of())
                .containsExactlyInAnyOrder(Verdict.EXPIRED, Verdict.FAILED, Verdict.UNANSWERED, Verdict.NO_SUBSCRIBER);
        assertThat(events.topic()).isEmpty();
        assertThat(events.webhook()).isEmpty();
        assertThat(Settings.read(Map.of("CARILLON_EVENTS_OF", "all")).events().of())
                .hasSize(9)
                .doesNotContain(Verdict.WAITING);
    }

    @Test
    void aSecretMayBeAFilesContent(@TempDir Path directory) throws IOException {
        String secret = "0123456789abcdef0123456789abcdef";
        Path file = Files.writeString(directory.resolve("secret"), secret + "\n");
        assertThat(Settings.read(Map.of("CARILLON_JWT_SECRET_FILE", file.toString()))
                        .jwt()
                        .secret())
                .contains(secret);
        assertThatThrownBy(() -> Settings.read(
                        Map.of("CARILLON_JWT_SECRET_FILE", file.toString(), "CARILLON_JWT_SECRET", secret)))
                .isInstanceOf(WrongSetting.class)
                .hasMessage("CARILLON_JWT_SECRET_FILE: not together with CARILLON_JWT_SECRET");
    }

    @Test
    void noSecretShowsInTheSettingsText() {
        String secret = "0123456789abcdef0123456789abcdef";
        Settings settings = Settings.read(Map.of(
                "CARILLON_JWT_SECRET", secret,
                "CARILLON_MQTT_URL", "mqtt://h",
                "CARILLON_MQTT_PASSWORD", "mqtt-word",
                "CARILLON_DB_URL", "jdbc:postgresql://h/d?user=u&password=url-word",
                "CARILLON_DB_PASSWORD", "db-word"));
        assertThat(settings.toString()).doesNotContain(secret, "mqtt-word", "db-word", "url-word");
    }
}
