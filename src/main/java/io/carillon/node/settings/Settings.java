package io.carillon.node.settings;

import io.carillon.delivery.Broker;
import io.carillon.delivery.TopicTemplate;
import io.carillon.http.ConsoleActions;
import io.carillon.http.Cors;
import io.carillon.http.JwksKeys;
import io.carillon.http.SecretKeys;
import io.carillon.http.TokenRules;
import io.carillon.schedule.ServiceSettings;
import io.carillon.wakeup.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The operator's settings (contract 4), read once from the environment.
 *
 * @param seedNodes empty: the peers are found through the Kubernetes API
 * @param database empty: a file below {@code dataDir}
 * @param mqtt its broker is empty where it is embedded
 * @param rateLimit requests a second of one user on this node; 0: unbounded
 * @param firingRetention how long {@code recent} reaches back
 */
public record Settings(
        Address http,
        Address management,
        Address node,
        List<Address> seedNodes,
        Optional<Tls> tls,
        Optional<DatabaseAt> database,
        Mqtt mqtt,
        EventSettings events,
        Jwt jwt,
        BindingMode bindingMode,
        Cors cors,
        int rateLimit,
        ConsoleActions consoleActions,
        WeekStart weekStart,
        ServiceSettings service,
        Duration firingRetention,
        Path dataDir,
        LogFormat logFormat) {
    /** A host and port to listen on or to reach. */
    public record Address(String host, int port) {
        @Override
        public String toString() {
            return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    public record DatabaseAt(String url, String user, String password) {
        /** Without the URL's parameters, one of which may be a password. */
        @Override
        public String toString() {
            return url.replaceFirst("\\?.*", "");
        }
    }

    public record Mqtt(Optional<Broker> broker, MqttTls tls, TopicTemplate topic, TopicTemplate answers) {
        /** The embedded broker's address. */
        public static final Address EMBEDDED = new Address("127.0.0.1", 1883);

        /** @throws WrongSetting naming the first variable that breaks its rule */
        public static Mqtt read(Variables variables) {
            MqttTls tls = MqttTls.read(variables);
            Mqtt mqtt = new Mqtt(
                    variables.text("CARILLON_MQTT_URL").map(url -> parsed(
                                    "CARILLON_MQTT_URL", () -> brokerAt(url, variables))
                            .with(tls.to(url).orElse(null))),
                    tls,
                    variables
                            .text("CARILLON_MQTT_TOPIC")
                            .map(text -> parsed("CARILLON_MQTT_TOPIC", () -> TopicTemplate.ofCommands(text)))
                            .orElse(TopicTemplate.DEFAULT),
                    variables
                            .text("CARILLON_MQTT_ANSWER_TOPIC")
                            .map(text -> parsed("CARILLON_MQTT_ANSWER_TOPIC", () -> TopicTemplate.ofAnswers(text)))
                            .orElse(TopicTemplate.ANSWERS));
            if (mqtt.answers.overlaps(mqtt.topic))
                throw new WrongSetting(
                        "CARILLON_MQTT_ANSWER_TOPIC", "topics other than CARILLON_MQTT_TOPIC's expected");
            return mqtt;
        }

        private static Broker brokerAt(String url, Variables variables) {
            return Broker.of(
                    url,
                    variables.text("CARILLON_MQTT_USER").orElse(null),
                    variables.secret("CARILLON_MQTT_PASSWORD").orElse(null));
        }

        /** The configured broker, or else the embedded one. */
        public Broker reached() {
            return broker.orElseGet(() -> Broker.of("mqtt://" + EMBEDDED, null, null));
        }
    }

    /** At most one of {@code secret} and {@code jwks}; neither: a generated secret. */
    public record Jwt(Optional<String> secret, Optional<String> jwks, TokenRules rules) {
        public boolean isGenerated() {
            return secret.isEmpty() && jwks.isEmpty();
        }

        /** The configured secret, or else the one generated in {@code dataDir}. */
        public String secretIn(Path dataDir) {
            return secret.orElseGet(() -> SecretFile.in(dataDir));
        }

        @Override
        public String toString() {
            return jwks.orElse("a secret");
        }
    }

    public enum BindingMode {
        ENTITY,
        CLAIM
    }

    public enum WeekStart {
        SUNDAY,
        MONDAY;

        public DayOfWeek day() {
            return DayOfWeek.valueOf(name());
        }
    }

    public enum LogFormat {
        TEXT,
        JSON;

        /** @throws WrongSetting where it is neither */
        public static LogFormat of(Variables variables) {
            return variables.oneOf("CARILLON_LOG_FORMAT", LogFormat.class, TEXT);
        }
    }

    /** @throws WrongSetting naming the first variable that breaks its rule */
    public static Settings read(Map<String, String> environment) {
        return read(new Variables(environment));
    }

    public static Settings read(Variables variables) {
        Address node = address(variables, "CARILLON_NODE", 25520);
        Mqtt mqtt = Mqtt.read(variables);
        return new Settings(
                address(variables, "CARILLON_HTTP", 8080),
                address(variables, "CARILLON_MANAGEMENT", 8558),
                node,
                seedNodes(variables, node),
                Tls.read(variables),
                database(variables),
                mqtt,
                EventSettings.read(variables, mqtt),
                jwt(variables),
                variables.oneOf("CARILLON_BINDING_MODE", BindingMode.class, BindingMode.ENTITY),
                variables
                        .text("CARILLON_CORS_ORIGINS")
                        .map(list -> parsed("CARILLON_CORS_ORIGINS", () -> Cors.of(list)))
                        .orElse(Cors.OFF),
                variables.count("CARILLON_RATE_LIMIT").orElse(0),
                variables
                        .file("CARILLON_CONSOLE_ACTIONS")
                        .map(file -> parsed(
                                "CARILLON_CONSOLE_ACTIONS",
                                () -> ConsoleActions.of(text("CARILLON_CONSOLE_ACTIONS", file))))
                        .orElse(ConsoleActions.ON_AND_OFF),
                variables.oneOf("CARILLON_WEEK_STARTS_ON", WeekStart.class, WeekStart.SUNDAY),
                new ServiceSettings(
                        variables.zone("CARILLON_ZONE", "Asia/Shanghai"),
                        variables.duration("CARILLON_GRACE", "5m", Duration.ofSeconds(10)),
                        variables.duration("CARILLON_LEAD", "60s", Duration.ofSeconds(1)),
                        variables.durationBelow("CARILLON_SPREAD", "0s", ServiceSettings.LONGEST_SPREAD)),
                variables.duration("CARILLON_FIRING_RETENTION", "30d", Duration.ofSeconds(1)),
                Path.of(variables.text("CARILLON_DATA_DIR", "./data")),
                LogFormat.of(variables));
    }

    /** Whether anything is embedded, with its files below {@code dataDir}. */
    public boolean keepsFiles() {
        return database.isEmpty() || mqtt.broker().isEmpty() || jwt.isGenerated();
    }

    /** Whether everything is embedded, as on a first trial. */
    public boolean isNewcomers() {
        return database.isEmpty() && mqtt.broker().isEmpty() && jwt.isGenerated();
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
                .orElseGet(() -> variables.text("KUBERNETES_SERVICE_HOST").isPresent()
                        ? foundOnKubernetes(variables)
                        : List.of(self));
    }

    /** There is no default here: pods that all call themselves 127.0.0.1 would never find each other. */
    private static List<Address> foundOnKubernetes(Variables variables) {
        for (String name : List.of("CARILLON_NODE_HOST", "CARILLON_MANAGEMENT_HOST"))
            if (variables.text(name).isEmpty())
                throw new WrongSetting(name, "the pod's own address expected, or CARILLON_SEED_NODES");
        return List.of();
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
        url.ifPresent(at -> parsed("CARILLON_DB_URL", () -> Database.checked(at)));
        return url.map(at -> new DatabaseAt(
                at,
                variables.text("CARILLON_DB_USER", ""),
                variables.secret("CARILLON_DB_PASSWORD").orElse("")));
    }

    private static String text(String variable, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new WrongSetting(variable, "a readable UTF-8 file expected, got " + file);
        }
    }

    public static <T> T parsed(String variable, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException wrong) {
            throw new WrongSetting(variable, String.valueOf(wrong.getMessage()));
        }
    }

    private static Jwt jwt(Variables variables) {
        Optional<String> secret = variables.secret("CARILLON_JWT_SECRET", SecretKeys.MIN_BYTES);
        Optional<String> jwks = variables
                .text("CARILLON_JWT_JWKS")
                .map(location -> parsed("CARILLON_JWT_JWKS", () -> JwksKeys.checked(location)));
        if (secret.isPresent() && jwks.isPresent())
            throw new WrongSetting("CARILLON_JWT_JWKS", "not together with CARILLON_JWT_SECRET");
        return new Jwt(
                secret,
                jwks,
                new TokenRules(
                        variables.text("CARILLON_JWT_ISSUER").orElse(null),
                        variables.text("CARILLON_JWT_AUDIENCE").orElse(null)));
    }
}
