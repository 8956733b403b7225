package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Firings through each broker of README's table, and every cell of its row. {@code mvn -Pengine verify} */
@Tag("engine")
class BrokersIT {
    private static final String ALL_DAYS = "1111111";
    private static final int GRACE = 20;
    private static final Duration LONG = Duration.ofMinutes(2);

    enum Kind {
        MOSQUITTO("mosquitto 2.0"),
        HIVEMQ("HiveMQ CE 2025.5"),
        ARTEMIS("Artemis 2.40"),
        EJABBERD("ejabberd 24.12 (`mod_mqtt`)"),
        RABBITMQ("RabbitMQ 4.0");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        Broker asInstalled() {
            return switch (this) {
                case MOSQUITTO -> MosquittoBroker.in(directory("mosquitto"));
                case HIVEMQ -> new HiveMqBroker(directory("hivemq"));
                case ARTEMIS -> ArtemisBroker.in(directory("artemis"));
                case EJABBERD -> DebianBrokers.ejabberd();
                case RABBITMQ -> DebianBrokers.rabbitMq();
            };
        }

        /** With the receive maximum that the row says to set. */
        Optional<Broker> asAdvised() {
            return switch (this) {
                case MOSQUITTO ->
                    Optional.of(MosquittoBroker.in(
                            directory("mosquitto-advised"),
                            "max_inflight_messages 1000",
                            "max_queued_messages 100000"));
                case HIVEMQ ->
                    Optional.of(
                            new HiveMqBroker(
                                    directory("hivemq-advised"),
                                    "<mqtt><receive-maximum><server-receive-maximum>1000</server-receive-maximum></receive-maximum></mqtt>"));
                case ARTEMIS, EJABBERD, RABBITMQ -> Optional.empty();
            };
        }

        private static Path directory(String name) {
            return Directories.empty(Path.of("target/e2e/brokers", name).toAbsolutePath());
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsRowInTheReadmeIsTrue(Kind kind) throws Exception {
        try (Broker broker = kind.asInstalled()) {
            broker.start();
            BrokerTraits found = BrokerTraits.of(broker);
            assertThat(row(kind)).startsWith(kind.title, "yes").containsSubsequence(found.cells());
        }
        Optional<Broker> advised = kind.asAdvised();
        if (advised.isPresent())
            try (Broker broker = advised.get()) {
                broker.start();
                assertThat(BrokerTraits.limits(broker).getReceiveMaximum()).isEqualTo(1000);
            }
    }

    @ParameterizedTest
    @EnumSource
    void itRings(Kind kind) throws IOException {
        try (Broker broker = kind.asInstalled();
                var proxy = new TcpProxy(broker.port());
                var node = NodeProcess.named("brokers/node-" + kind)
                        .set("CARILLON_MQTT_URL", "mqtt://127.0.0.1:" + proxy.port())
                        .set("CARILLON_JWT_SECRET", Service.SECRET)
                        .set("CARILLON_GRACE", GRACE + "s")) {
            broker.start();
            node.start().awaitReady();
            var service = new Service(node.api());
            commandsArriveOnTimeAndInOrder(service, broker, node);
            commandsOutliveAnOutage(service, broker, proxy, node);
            commandsArriveAfterARestart(service, broker, node);
            answersArrive(service, broker, node);
        }
    }

    private static void commandsArriveOnTimeAndInOrder(Service service, Broker broker, NodeProcess node) {
        String lamp = service.bind("lamp");
        try (var subscriber = new Subscriber(broker).devices(lamp)) {
            var due = Due.secondAfter(Duration.ofSeconds(5));
            JsonNode group = service.create(lamp, ALL_DAYS, due.task("[3]"), due.task("[1]"), due.task("[2]"));
            List<Received> received = subscriber.awaitOccurrences(lamp, 3, due.plus(GRACE), node);
            assertThat(received).extracting(Received::payload).containsExactly("[3]", "[1]", "[2]");
            assertThat(received).allSatisfy(one -> {
                assertThat(one.properties())
                        .containsEntry("scheduled-at", due.at().toString());
                assertThat(one.contentType()).isEqualTo("application/json");
                assertThat(one.expiry()).isBetween(GRACE - 5L, (long) GRACE);
            });
            Fires.eachArrived(received, group, due);
            Fires.onTime(received, due);
            Fires.delivered(service, group, due, node);
        }
    }

    private static void commandsOutliveAnOutage(Service service, Broker broker, TcpProxy proxy, NodeProcess node) {
        String away = service.bind("away");
        try (var subscriber = new Subscriber(broker).devices(away)) {
            var due = Due.secondAfter(Duration.ofSeconds(5));
            JsonNode group = service.create(away, ALL_DAYS, due.task("[1]"), due.task("[2]"));
            proxy.cut();
            due.waitUntil(2);
            proxy.mend();
            Fires.eachArrived(subscriber.awaitOccurrences(away, 2, due.plus(60), node), group, due);
            Fires.delivered(service, group, due, node);
        }
    }

    /** A session of the device may be gone with the old broker: so it is run until it is heard. */
    private static void commandsArriveAfterARestart(Service service, Broker broker, NodeProcess node) {
        JsonNode group = group(service, "restarted");
        try (var subscriber = new Subscriber(broker).devices("restarted")) {
            broker.stop();
            broker.start();
            await("a command arrives; " + node)
                    .atMost(LONG)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> {
                        run(service, group);
                        return !subscriber.all().isEmpty();
                    });
        }
    }

    private static void answersArrive(Service service, Broker broker, NodeProcess node) {
        String answering = service.bind("answering");
        String body = Json.newGroup(answering, ALL_DAYS, Json.task("3", "33", "{}"));
        JsonNode group = service.alice
                .post(Service.TASK, body.substring(0, body.length() - 1) + ",\"confirm\":true}")
                .ok("create crontab ok.")
                .data();
        try (var device = new AnsweringDevice(broker, answering, (me, it) -> me.answer(it, "ok", "42"))) {
            run(service, group);
            recorded(service, group, "confirmed", node);
            assertThat(device.heard()).isNotEmpty();
        }
    }

    /** Of a new device, whose schedule never comes due here. */
    private static JsonNode group(Service service, String device) {
        return service.create(service.bind(device), ALL_DAYS, Json.task("3", "33", "{}"));
    }

    private static void run(Service service, JsonNode group) {
        service.alice.post(Service.path(group) + "run/", "{}").ok();
    }

    private static void recorded(Service service, JsonNode group, String verdict, NodeProcess node) {
        await("recorded as " + verdict + "; " + node)
                .atMost(LONG)
                .untilAsserted(() -> assertThat(service.verdicts(group)).containsExactly(verdict));
    }

    private static List<String> row(Kind kind) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("README.md"))) {
            String row = lines.filter(line -> line.startsWith("| " + kind.title + " |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("README.md has no row of " + kind.title));
            return Stream.of(row.split("\\|", -1)).map(String::strip).skip(1).toList();
        }
    }
}
