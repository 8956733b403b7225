package io.carillon.node;

import io.carillon.schedule.Terms;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator has set (contract 4). Read once, from the environment.
 *
 * @param database empty: a file below {@code dataDir}
 * @param mqtt its URL is empty where the broker is embedded
 * @param firingRetention how long {@code recent} reaches back
 */
record Settings(
        Address http,
        Address management,
        Address node,
        List<Address> seedNodes,
        Optional<DatabaseAt> database,
        Mqtt mqtt,
        Jwt jwt,
        BindingMode bindingMode,
        WeekStart weekStart,
        Terms terms,
        Duration firingRetention,
        Path dataDir,
        LogFormat logFormat) {
    /** A host and port to listen on or to reach. */
    record Address(String host, int port) {
        @Override
        public String toString() {
            return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    record DatabaseAt(String url, String user, String password) {
        @Override
        public String toString() {
            return url;
        }
    }

    record Mqtt(Optional<URI> url, Optional<String> user, Optional<String> password, String topic) {
        static final String TOPIC = "c2d/{device_id}/commands";

        @Override
        public String toString() {
            return url + " " + topic;
        }
    }

    /** At most one of {@code secret} and {@code jwks}; neither: a generated secret. */
    record Jwt(Optional<String> secret, Optional<String> jwks, Optional<String> issuer, Optional<String> audience) {
        static final int LEAST_SECRET_BYTES = 32;

        @Override
        public String toString() {
            return jwks.orElse("a secret");
        }
    }

    enum BindingMode {
        ENTITY,
        CLAIM
    }

    enum WeekStart {
        SUNDAY,
        MONDAY;

        DayOfWeek day() {
            return DayOfWeek.valueOf(name());
        }
    }

    enum LogFormat {
        TEXT,
        JSON
    }

    /** @throws WrongSetting naming the first variable that breaks its rule */
    static Settings read(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        Address node = address(variables, "CARILLON_NODE", 25520);
        return new Settings(
                address(variables, "CARILLON_HTTP", 8080),
                address(variables, "CARILLON_MANAGEMENT", 8558),
                node,
                seedNodes(variables, node),
                database(variables),
                mqtt(variables),
                jwt(variables),
                variables.oneOf("CARILLON_BINDING_MODE", BindingMode.class, BindingMode.ENTITY),
                variables.oneOf("CARILLON_WEEK_STARTS_ON", WeekStart.class, WeekStart.SUNDAY),
                new Terms(
                        variables.zone("CARILLON_ZONE", "Asia/Shanghai"),
                        variables.duration("CARILLON_GRACE", "5m", Duration.ofSeconds(10)),
                        variables.duration("CARILLON_LEAD", "60s", Duration.ofSeconds(1))),
                variables.duration("CARILLON_FIRING_RETENTION", "30d", Duration.ofSeconds(1)),
                Path.of(variables.text("CARILLON_DATA_DIR", "./data")),
                variables.oneOf("CARILLON_LOG_FORMAT", LogFormat.class, LogFormat.TEXT));
    }

    private static Address address(Variables variables, String prefix, int port) {
        return new Address(variables.text(prefix + "_HOST", "127.0.0.1"), variables.port(prefix + "_PORT", port));
    }

    private static List<Address> seedNodes(Variables variables, Address self) {
        String name = "CARILLON_SEED_NODES";
        return variables
                .text(name)
                .map(text -> Arrays.stream(text.split(",", -1))
                        .map(one -> seedNode(name, one.strip()))
                        .toList())
                .orElse(List.of(self));
    }

    private static Address seedNode(String name, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        Optional<Integer> port = Variables.parsePort(text.substring(colon + 1));
        if (host.isEmpty() || port.isEmpty())
            throw Variables.wrong(name, "host:port, separated by commas, expected", text);
        return new Address(host, port.get());
    }

    private static Optional<DatabaseAt> database(Variables variables) {
        Optional<String> url = variables.text("CARILLON_DB_URL");
        if (url.isPresent() && !url.get().startsWith("jdbc:postgresql://"))
            throw new WrongSetting("CARILLON_DB_URL", "jdbc:postgresql://… expected");
        return url.map(at -> new DatabaseAt(
                at, variables.text("CARILLON_DB_USER", ""), variables.text("CARILLON_DB_PASSWORD", "")));
    }

    private static Mqtt mqtt(Variables variables) {
        String topic = variables.text("CARILLON_MQTT_TOPIC", Mqtt.TOPIC);
        if (!topic.contains("{device_id}") || topic.matches(".*[+#\\x00].*"))
            throw Variables.wrong("CARILLON_MQTT_TOPIC", "a topic with {device_id} and no wildcard expected", topic);
        return new Mqtt(
                variables.text("CARILLON_MQTT_URL").map(Settings::mqttUrl),
                variables.text("CARILLON_MQTT_USER"),
                variables.text("CARILLON_MQTT_PASSWORD"),
                topic);
    }

    private static URI mqttUrl(String text) {
        try {
            URI url = URI.create(text);
            boolean known = "mqtt".equals(url.getScheme()) || "mqtts".equals(url.getScheme());
            if (known && url.getHost() != null && url.getUserInfo() == null) return url;
        } catch (IllegalArgumentException noUrl) {
            // said below
        }
        throw new WrongSetting("CARILLON_MQTT_URL", "mqtt://host:1883 or mqtts://host:8883 expected");
    }

    private static Jwt jwt(Variables variables) {
        Optional<String> secret = variables.secret("CARILLON_JWT_SECRET", Jwt.LEAST_SECRET_BYTES);
        Optional<String> jwks = variables.text("CARILLON_JWT_JWKS");
        if (secret.isPresent() && jwks.isPresent())
            throw new WrongSetting("CARILLON_JWT_JWKS", "not together with CARILLON_JWT_SECRET");
        return new Jwt(
                secret, jwks, variables.text("CARILLON_JWT_ISSUER"), variables.text("CARILLON_JWT_AUDIENCE"));
    }
}
