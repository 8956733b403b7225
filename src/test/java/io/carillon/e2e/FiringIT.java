package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.Mosquitto;
import io.carillon.TcpProxy;
import io.carillon.deploy.Monitoring;
import io.carillon.deploy.Prometheus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Contract 3 through faults, with real parts. The tests mostly wait for the clock, so they run side by side, each on a
 * node of its own, aimed at a time that most of them share: what starts or restarts is no neighbour of what rings.
 */
@Tag("alone")
@Execution(ExecutionMode.CONCURRENT)
class FiringIT {
    private static final String ALL_DAYS = "1111111";
    private static final String ONCE = "0000000";
    private static final String ON = "{\"switch\":1}";
    private static final String OFF = "{\"switch\":0}";

    private static Stage stage;
    /** For the one test that stops it. */
    private static Database away;
    /** For the tests that do it no harm. */
    private static NodeProcess unharmed;

    @BeforeAll
    static void start() {
        stage = new Stage("firing");
        away = new Database("firing/pg-away");
        unharmed = stage.node("unharmed", "60s");
    }

    @AfterAll
    static void stop() {
        unharmed.close();
        away.close();
        stage.close();
    }

    @SideBySide
    void commands_arrive_on_time_in_order_and_say_what_they_are() {
        try (var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(unharmed);
            var due = Stage.aim();
            String payload = " { \"text\" : \"\u00e9 \uD83D\uDD14 \\u00e9\" }";
            String ordered = device(service, "plain-ordered");
            subscriber.devices(ordered);
            JsonNode group = service.create(
                    ordered, ALL_DAYS, due.task("[3]"), due.task(payload), due.task("[1]"), due.task("[2]"));
            List<String> many = devices(service, subscriber, "plain", 20);
            List<JsonNode> groups = many.stream()
                    .map(device -> service.create(device, ALL_DAYS, due.task(ON)))
                    .toList();
            String nobody = device(service, "plain-nobody-listens");
            JsonNode unheard = service.create(nobody, ALL_DAYS, due.task(ON));

            List<Received> received = subscriber.awaitOccurrences(ordered, 4, due.plus(15), unharmed);
            assertThat(received).extracting(Received::payload).containsExactly("[3]", payload, "[1]", "[2]");
            for (int i = 0; i < 4; i++) {
                String name = Service.names(group).get(i);
                Received one = received.get(i);
                assertThat(one.fireId()).isEqualTo(name + "-" + due.at().getEpochSecond());
                assertThat(one.properties())
                        .containsEntry("task", name)
                        .containsEntry("group-id", Service.id(group))
                        .containsKey("scheduled-at");
                assertThat(Instant.parse(one.properties().get("scheduled-at"))).isEqualTo(due.at());
                assertThat(one.properties().get("scheduled-at")).endsWith("Z");
                assertThat(one.contentType()).isEqualTo("application/json");
                assertThat(one.expiry())
                        .as("message expiry: what is left of the grace")
                        .isBetween(55L, 60L);
                assertThat(one.qos()).isEqualTo(1);
                assertThat(one.retained()).isFalse();
            }
            Fires.onTime(received, due);
            for (String device : many)
                Fires.onTime(subscriber.awaitOccurrences(device, 1, due.plus(15), unharmed), due);

            Fires.delivered(service, group, due, unharmed);
            for (JsonNode each : groups) Fires.delivered(service, each, due, unharmed);
            assertThat(service.read(group))
                    .as("a repeated group stays as it is")
                    .isEqualTo(group);
            Fires.recorded(service, unheard, List.of("no_subscriber"), due.plus(30), unharmed);
            firingsAreMeasured(unharmed.metrics(), 4 + many.size());
        }
    }

    private static void firingsAreMeasured(Scrape metrics, int delivered) {
        assertThat(metrics.sum("carillon_firings_total", "verdict=delivered")).isGreaterThanOrEqualTo(delivered);
        assertThat(metrics.sum("carillon_firings_total", "verdict=no_subscriber"))
                .isPositive();
        double acknowledged = metrics.sum("carillon_lateness_seconds_count");
        assertThat(acknowledged).isGreaterThanOrEqualTo(delivered + 1);
        assertThat(metrics.sum("carillon_lateness_seconds_bucket", "le=2.0")
                        + metrics.sum("carillon_firings_late_total"))
                .as("what was not acknowledged within 2 s has its cause")
                .isGreaterThanOrEqualTo(acknowledged);
        assertThat(metrics.sum("carillon_publish_lateness_seconds_count")).isGreaterThanOrEqualTo(delivered);
        assertThat(metrics.sum("carillon_devices_resident")).isPositive();
        assertThat(metrics.sum("carillon_wakes_received_total")).isPositive();
        assertThat(metrics.sum("carillon_batch_requests_count", "kind=settle")).isPositive();
        assertThat(metrics.sum("carillon_batch_duration_seconds_sum", "kind=event"))
                .isPositive();
        assertThat(metrics.sum("carillon_mqtt_publish_seconds_count", "outcome=delivered"))
                .isGreaterThanOrEqualTo(delivered);
        assertThat(metrics.sum("hikaricp_connections_max", "pool=wakeup")).isEqualTo(10);
        assertThat(metrics.sum("hikaricp_connections_max", "pool=journal")).isEqualTo(12);
        assertThat(metrics.sum(
                        "carillon_api_requests_seconds_count",
                        "method=POST",
                        "route=/schedule/task/",
                        "status=200",
                        "code=0"))
                .isGreaterThanOrEqualTo(delivered / 4);
        assertThat(metrics.sum("carillon_cluster_members", "state=reachable")).isEqualTo(1);
        assertThat(metrics.sum("carillon_polled_ago_seconds")).isLessThan(60);
        assertThat(metrics.sum("carillon_build_info")).isEqualTo(1);
        Monitoring.asksOnlyForWhatIsIn(metrics);
        Monitoring.explainsWhatIsIn(metrics);
        if (Prometheus.isInstalled())
            try (var prometheus = new Prometheus(unharmed)) {
                prometheus.answersWhateverIsAsked();
            }
    }

    @SideBySide
    void once_groups_turn_themselves_off_and_changes_before_due_hold() {
        try (var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(unharmed);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "changes", 8);
            String later = new Due(due.plus(6 * 3600)).task(OFF);
            JsonNode once = service.create(devices.get(0), ONCE, due.task(ON), due.task(OFF));
            JsonNode halfDone = service.create(devices.get(1), ONCE, due.task(ON), later);
            JsonNode deleted = service.create(devices.get(2), ALL_DAYS, due.task(ON));
            JsonNode moved = service.create(devices.get(3), ALL_DAYS, due.task(ON));
            JsonNode disabled = service.create(devices.get(4), ONCE, due.task(ON));
            JsonNode same = service.create(devices.get(5), ALL_DAYS, due.task(ON));
            JsonNode edited = service.create(devices.get(6), ALL_DAYS, later);
            service.create(devices.get(7), ALL_DAYS, due.task(ON));

            service.alice.delete(Service.path(deleted)).ok("delete ok.");
            put(service, moved, Json.change(ALL_DAYS, true, later));
            put(service, disabled, Json.change(ONCE, false, due.task(ON)));
            put(service, same, Json.change(ALL_DAYS, true, due.task(ON)));
            put(
                    service,
                    edited,
                    Json.change(ALL_DAYS, true, due.named(Service.names(edited).get(0), OFF)));
            service.admin
                    .delete("/v3/devices/" + devices.get(7) + "/bindings/alice/")
                    .ok();

            subscriber.awaitOccurrences(devices.get(0), 2, due.plus(15), unharmed);
            for (int heard : new int[] {1, 5, 6, 7})
                subscriber.awaitOccurrences(devices.get(heard), 1, due.plus(15), unharmed);
            assertThat(subscriber.of(devices.get(6)))
                    .extracting(Received::payload)
                    .containsExactly(OFF);
            await("the once-group turns itself off; " + unharmed).until(() -> !enabled(service, once));
            assertThat(service.read(once).path("update_time").asText())
                    .isGreaterThan(once.path("update_time").asText());
            assertThat(service.read(once).path("tasks")).isEqualTo(once.path("tasks"));
            assertThat(service.fires(once).path("upcoming")).isEmpty();
            Fires.delivered(service, once, due, unharmed);
            assertThat(enabled(service, halfDone))
                    .as("one of its tasks is still to come")
                    .isTrue();
            due.waitUntil(10);
            for (int silent : new int[] {2, 3, 4})
                assertThat(subscriber.of(devices.get(silent)))
                        .as("%s", unharmed)
                        .isEmpty();
        }
    }

    /** One of its devices cannot be read, and two groups are valid for less than it is away. */
    @SideBySide
    void a_kill_before_due_and_a_restart_within_the_grace_lose_nothing_that_is_still_valid_and_readable() {
        try (var node = stage.node("killed", "60s");
                var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(node);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "killed", 5);
            List<JsonNode> groups = twice(service, devices, due);
            List<String> expiring = devices(service, subscriber, "expiring", 2);
            JsonNode daily = brief(service, expiring.get(0), ALL_DAYS, due.task(ON), due.task(OFF));
            JsonNode once = brief(service, expiring.get(1), ONCE, due.task(ON));
            String broken = device(service, "unreadable");
            service.create(broken, ALL_DAYS, due.task(ON));
            due.waitUntil(-10);
            node.kill();
            int rows = stage.database.execute(
                    "killed",
                    "update event_journal set event_payload = '\\x00' where persistence_id like '%unreadable'");
            assertThat(rows).as("journal rows made unreadable").isPositive();
            due.waitUntil(12);
            node.start().awaitReady();

            arriveInSpite(service, subscriber, devices, groups, due, node);
            expire(service, daily, once, due, node);
            service.alice.get(Service.TASKS + "?device_id=" + broken).refused(503, 10050);
            var later = Due.secondAfter(Duration.ofSeconds(15));
            List<JsonNode> prompt = devices.stream()
                    .map(device -> service.create(device, ALL_DAYS, later.task(OFF)))
                    .toList();
            for (int i = 0; i < devices.size(); i++) {
                String id = "-" + later.at().getEpochSecond();
                Fires.onTime(
                        subscriber.awaitOccurrences(devices.get(i), 3, later.plus(15), node).stream()
                                .filter(one -> one.fireId().endsWith(id))
                                .toList(),
                        later);
                Fires.delivered(service, prompt.get(i), later, node);
            }
            for (String device : expiring)
                assertThat(subscriber.of(device)).as("%s", node).isEmpty();
        }
    }

    /** A group whose commands are valid for ten seconds. */
    private static JsonNode brief(Service service, String device, String period, String... tasks) {
        String group = Json.newGroup(device, period, tasks);
        return service.alice
                .post(Service.TASK, "{\"valid_for\":10," + group.substring(1))
                .ok("create crontab ok.")
                .data();
    }

    private static void expire(Service service, JsonNode daily, JsonNode once, Due due, NodeProcess node) {
        Fires.recorded(service, daily, List.of("expired", "expired"), due.plus(75), node);
        Fires.recorded(service, once, List.of("expired"), due.plus(75), node);
        for (JsonNode fire : service.fires(daily).path("recent")) {
            assertThat(fire.path("published_at").isNull())
                    .as("published_at in %s", fire)
                    .isTrue();
            assertThat(fire.path("acknowledged_at").isNull())
                    .as("acknowledged_at in %s", fire)
                    .isTrue();
            assertThat(fire.path("reason").asText()).isEqualTo("woken late");
        }
        await("a once-group whose task expired turns itself off; " + node).until(() -> !enabled(service, once));
        assertThat(enabled(service, daily)).isTrue();
    }

    @SideBySide
    void a_kill_and_a_restart_lose_nothing_on_the_embedded_database_and_another_topic_either() {
        String topic = "site/{device_id}/down";
        try (var node = NodeProcess.named("firing/killed-h2")
                        .set("CARILLON_MQTT_URL", stage.broker.url())
                        .set("CARILLON_MQTT_TOPIC", topic)
                        .set("CARILLON_JWT_SECRET", Service.SECRET)
                        .set("CARILLON_GRACE", "60s");
                var subscriber = new Subscriber(stage.broker, topic)) {
            var service = Stage.started(node);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "killed-h2", 5);
            List<JsonNode> groups = twice(service, devices, due);
            due.waitUntil(-10);
            node.kill();
            due.waitUntil(5);
            node.start().awaitReady();
            arriveInSpite(service, subscriber, devices, groups, due, node);
        }
    }

    private static List<JsonNode> twice(Service service, List<String> devices, Due due) {
        return devices.stream()
                .map(device -> service.create(device, ALL_DAYS, due.task(ON), due.task(OFF)))
                .toList();
    }

    private static void arriveInSpite(
            Service service,
            Subscriber subscriber,
            List<String> devices,
            List<JsonNode> groups,
            Due due,
            NodeProcess node) {
        for (int i = 0; i < devices.size(); i++) {
            List<Received> received = subscriber.awaitOccurrences(devices.get(i), 2, due.plus(60), node);
            Fires.eachArrived(received, groups.get(i), due);
            assertThat(service.read(groups.get(i))).isEqualTo(groups.get(i));
            Fires.delivered(service, groups.get(i), due, node);
        }
    }

    @SideBySide
    void a_broker_away_across_the_due_time_gets_the_commands_once_it_is_back() {
        try (var away = Broker.started("firing/away-broker");
                var node = stage.node("broker-away", "60s").set("CARILLON_MQTT_URL", away.url());
                var subscriber = new Subscriber(away)) {
            var service = Stage.started(node);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "away", 5);
            List<JsonNode> groups = devices.stream()
                    .map(device -> service.create(device, ALL_DAYS, due.task(ON), due.task(OFF)))
                    .toList();
            JsonNode disabled = groups.get(0);
            JsonNode deletedTask = groups.get(1);
            JsonNode untouched = groups.get(2);
            due.waitUntil(-10);
            away.stop();
            due.waitUntil(4);
            put(service, disabled, Json.change(ALL_DAYS, false, due.task(ON), due.task(OFF)));
            put(service, deletedTask, Json.change(ALL_DAYS, true, due.task(OFF)));
            put(service, untouched, Json.change(ALL_DAYS, true, due.task(ON), due.task(OFF)));
            assertThat(node.management("/ready"))
                    .as("readiness while the broker is away")
                    .isEqualTo(200);
            assertThat(node.metrics().sum("carillon_mqtt_connected")).isZero();
            due.waitUntil(10);
            assertThat(node.metrics().sum("carillon_mqtt_waiting"))
                    .as("publishes wait for the broker")
                    .isPositive();
            away.start();
            for (int i = 2; i < devices.size(); i++) {
                List<Received> received = subscriber.awaitOccurrences(devices.get(i), 2, due.plus(60), node);
                Fires.eachArrived(received, groups.get(i), due);
                Fires.delivered(service, groups.get(i), due, node);
            }
            subscriber.awaitOccurrences(devices.get(1), 1, due.plus(60), node);
            Fires.recorded(service, disabled, List.of("withdrawn", "withdrawn"), due.plus(60), node);
            await("what the PUT left alone is delivered, what it removed is withdrawn; " + node)
                    .until(() -> Set.copyOf(service.verdicts(deletedTask)).equals(Set.of("delivered", "withdrawn")));
            onlyLateBy("broker", node, 2 * 3 + 1);
            assertThat(subscriber.of(devices.get(0))).as("%s", node).isEmpty();
            assertThat(subscriber.of(devices.get(1)))
                    .as("%s", node)
                    .extracting(Received::payload)
                    .containsOnly(OFF);
        }
    }

    @SideBySide
    @Tag("chaos")
    void what_a_change_ends_while_it_waits_for_the_broker_is_not_sent() throws Exception {
        Mosquitto.required();
        try (var narrow = Broker.mosquitto("firing/queued-broker", "max_inflight_messages 1");
                var proxy = new TcpProxy(narrow.port());
                var node = stage.node("queued", "60s").set("CARILLON_MQTT_URL", "mqtt://127.0.0.1:" + proxy.port());
                var subscriber = new Subscriber(narrow)) {
            var service = Stage.started(node);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "queued", 4);
            List<JsonNode> groups = devices.stream()
                    .map(device -> service.create(device, ALL_DAYS, due.task(ON)))
                    .toList();
            due.waitUntil(-1);
            proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
            await("more is due than the broker takes at once; " + node)
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> node.metrics().sum("carillon_mqtt_waiting") > 0);
            for (JsonNode group : groups) put(service, group, Json.change(ALL_DAYS, false, due.task(ON)));
            long sent = devices.stream()
                    .filter(device -> !subscriber.of(device).isEmpty())
                    .count();
            proxy.mend();
            await("each group has its verdict; " + node)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> groups.stream()
                            .allMatch(group -> service.verdicts(group).size() == 1));
            await("what was sent is delivered, the rest withdrawn; " + node)
                    .untilAsserted(() -> assertThat(groups.stream()
                                    .filter(group -> service.verdicts(group).contains("withdrawn")))
                            .hasSize((int) (groups.size() - sent)));
            assertThat(devices.stream().filter(device -> !subscriber.of(device).isEmpty()))
                    .as("nothing is sent after the change was answered; %s", node)
                    .hasSize((int) sent);
        }
    }

    @SideBySide
    void what_is_skipped_or_dated_away_stays_silent_and_what_is_run_by_hand_comes_at_once() {
        try (var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(unharmed);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "by-hand", 4);
            JsonNode skipped = service.create(devices.get(0), ALL_DAYS, due.task(ON), due.task(OFF));
            JsonNode once = service.create(devices.get(1), ONCE, due.task(ON));
            JsonNode dated = service.create(devices.get(2), ALL_DAYS, due.task(ON));
            JsonNode run = service.create(devices.get(3), ALL_DAYS, due.task(ON));
            byHand(service, skipped, "skip/");
            byHand(service, once, "skip/");
            String today = due.at().atZone(Service.ZONE).toLocalDate().toString();
            put(
                    service,
                    dated,
                    "{\"except_dates\":[\"" + today + "\"],"
                            + Json.change(ALL_DAYS, true, due.task(ON)).substring(1));

            byHand(service, run, "run/");
            Received now = subscriber
                    .awaitOccurrences(devices.get(3), 1, Instant.now().plusSeconds(10), unharmed)
                    .get(0);
            Instant moment = Instant.parse(now.properties().get("scheduled-at"));
            assertThat(now.fireId()).isEqualTo(Service.names(run).get(0) + "-run-" + moment.toEpochMilli());
            assertThat(now.at()).isBetween(moment, moment.plusSeconds(2));

            subscriber.awaitOccurrences(devices.get(3), 2, due.plus(15), unharmed);
            Fires.recorded(service, run, List.of("delivered", "delivered"), due.plus(30), unharmed);
            Fires.recorded(service, skipped, List.of("skipped", "skipped"), due.plus(30), unharmed);
            Fires.recorded(service, once, List.of("skipped"), due.plus(30), unharmed);
            await("a once-group whose only instant was skipped turns itself off; " + unharmed)
                    .until(() -> !enabled(service, once));
            due.waitUntil(10);
            for (String silent : devices.subList(0, 3))
                assertThat(subscriber.of(silent)).as("%s", unharmed).isEmpty();
        }
    }

    @SideBySide
    void under_a_spread_each_device_fires_at_a_time_of_its_own_and_never_before() {
        try (var node = stage.node("spread", "60s").set("CARILLON_SPREAD", "15s");
                var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(node);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "spread", 10);
            List<JsonNode> groups = devices.stream()
                    .map(device -> service.create(device, ALL_DAYS, due.task(ON)))
                    .toList();
            List<Instant> times = groups.stream()
                    .map(group -> service.fires(group)
                            .path("upcoming")
                            .path(0)
                            .path("scheduled_at")
                            .asText())
                    .map(Instant::parse)
                    .toList();
            for (int i = 0; i < devices.size(); i++) {
                Instant at = times.get(i);
                assertThat(at).isBetween(due.at(), due.plus(14));
                Received one = subscriber
                        .awaitOccurrences(devices.get(i), 1, due.plus(30), node)
                        .get(0);
                assertThat(one.properties()).containsEntry("scheduled-at", at.toString());
                assertThat(one.fireId()).isEqualTo(Service.names(groups.get(i)).get(0) + "-" + at.getEpochSecond());
                assertThat(one.at()).isBetween(at, at.plusSeconds(2));
            }
            assertThat(Set.copyOf(times)).hasSizeGreaterThan(3);
        }
    }

    @SideBySide
    void what_is_run_by_hand_while_the_broker_is_away_outlives_a_kill() {
        try (var away = Broker.started("firing/run-broker");
                var node = stage.node("run-killed", "180s").set("CARILLON_MQTT_URL", away.url());
                var subscriber = new Subscriber(away)) {
            var service = Stage.started(node);
            String device = devices(service, subscriber, "run-killed", 1).get(0);
            JsonNode group = service.create(device, ALL_DAYS, Json.task("3", "3", ON), Json.task("4", "4", OFF));
            away.stop();
            byHand(service, group, "run/");
            node.kill();
            away.start();
            Stage.started(node);

            List<Received> received =
                    subscriber.awaitOccurrences(device, 2, Instant.now().plusSeconds(120), node);
            for (String name : Service.names(group))
                assertThat(received).anyMatch(one -> one.fireId().startsWith(name + "-run-"));
            Fires.recorded(
                    service,
                    group,
                    List.of("delivered", "delivered"),
                    Instant.now().plusSeconds(30),
                    node);
        }
    }

    @SideBySide
    void a_database_away_across_the_due_time_loses_no_command_and_the_API_recovers() {
        try (var node = stage.node("database-away", "60s").set("CARILLON_DB_URL", away.create("away"));
                var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(node);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "db", 5);
            List<JsonNode> groups = devices.stream()
                    .map(device -> service.create(device, ALL_DAYS, due.task(ON), due.task(OFF)))
                    .toList();
            String other = device(service, "db-other");
            due.waitUntil(-10);
            away.stop();
            Answer unavailable = service.alice
                    .post(Service.TASK, Json.newGroup(other, ALL_DAYS, Json.task("3", "3", ON)))
                    .refused(503, 10050);
            assertThat(unavailable.headers().firstValue("Retry-After"))
                    .as("Retry-After of %s", unavailable)
                    .isPresent();
            assertThat(node.management("/ready"))
                    .as("readiness while the database is away")
                    .isEqualTo(200);
            due.waitUntil(10);
            away.start();
            for (int i = 0; i < devices.size(); i++) {
                List<Received> received = subscriber.awaitOccurrences(devices.get(i), 2, due.plus(60), node);
                Fires.eachArrived(received, groups.get(i), due);
            }
            await("the API recovers by itself; " + node)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> service.alice
                                    .post(Service.TASK, Json.newGroup(other, ALL_DAYS, Json.task("3", "3", ON)))
                                    .status()
                            == 200);
            for (JsonNode group : groups) Fires.delivered(service, group, due, node);
        }
    }

    @SideBySide
    void a_change_answered_10050_takes_effect_within_15_s_of_its_request_or_never() throws Exception {
        try (var database = new TcpProxy(stage.database.port());
                var node = stage.node("late-change", "60s")
                        .set("CARILLON_DB_URL", "jdbc:postgresql://localhost:" + database.port() + "/late_change");
                var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(node);
            String device = devices(service, subscriber, "late", 1).get(0);
            JsonNode group = service.create(device, ALL_DAYS, Json.task("3", "3", ON));
            database.set(TcpProxy.Direction.TO_SERVER, TcpProxy.Manner.HOLD);
            Instant first = Instant.now();
            List<CompletableFuture<Answer>> calls = IntStream.range(0, 5)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> service.alice.call("POST", Service.path(group) + "run/")))
                    .toList();
            for (CompletableFuture<Answer> call : calls) call.join().refused(503, 10050);
            assertThat(Duration.between(first, Instant.now())).isLessThan(Duration.ofSeconds(16));
            new Due(first.plusSeconds(16)).waitUntil(0);
            database.mend();
            await("the API recovers by itself; " + node)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> service.alice
                                    .call("POST", Service.path(group) + "run/")
                                    .status()
                            == 200);
            List<Received> received =
                    subscriber.awaitOccurrences(device, 1, Instant.now().plusSeconds(10), node);
            assertThat(received)
                    .as("the repeated call alone took effect, %s", node)
                    .hasSize(1);
        }
    }

    /** With so short a lead a device is not awake yet when the database goes. */
    @SideBySide
    @Tag("chaos")
    void metrics_alone_tell_why_commands_were_late() throws Exception {
        try (var database = new TcpProxy(stage.database.port());
                var node = stage.node("why-late", "60s")
                        .set("CARILLON_DB_URL", "jdbc:postgresql://localhost:" + database.port() + "/why_late")
                        .set("CARILLON_LEAD", "5s");
                var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(node);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "why", 4);
            for (String device : devices.subList(0, 2)) service.create(device, ALL_DAYS, due.task(ON));
            due.waitUntil(-10);
            database.cut();
            due.waitUntil(10);
            assertThat(node.metrics().sum("carillon_poll_failures_total")).isPositive();
            database.mend();
            for (String device : devices.subList(0, 2)) subscriber.awaitOccurrences(device, 1, due.plus(50), node);
            onlyLateBy("database", node, 2);
            var next = Due.secondAfter(Duration.ofSeconds(15));
            for (String device : devices.subList(2, 4)) service.create(device, ALL_DAYS, next.task(ON));
            next.waitUntil(-2);
            node.pause();
            next.waitUntil(4);
            node.resume();
            for (String device : devices.subList(2, 4)) subscriber.awaitOccurrences(device, 1, next.plus(50), node);
            await("what the pause delayed is told; " + node).untilAsserted(() -> {
                assertThat(node.metrics().sum("carillon_firings_late_total", "cause=standstill"))
                        .isEqualTo(2);
                assertThat(node.metrics().sum("carillon_firings_late_total")).isEqualTo(4);
            });
        }
    }

    private static void onlyLateBy(String cause, NodeProcess node, int firings) {
        await(firings + " firings were late by " + cause + "; " + node)
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    Scrape metrics = node.metrics();
                    assertThat(metrics.sum("carillon_firings_late_total", "cause=" + cause))
                            .isEqualTo(firings);
                    assertThat(metrics.sum("carillon_firings_late_total")).isEqualTo(firings);
                });
    }

    @SideBySide
    void a_SIGTERM_lets_commands_in_flight_finish() throws Exception {
        try (var proxy = new TcpProxy(stage.broker.port());
                var node =
                        stage.node("terminated", "60s").set("CARILLON_MQTT_URL", "mqtt://127.0.0.1:" + proxy.port());
                var subscriber = new Subscriber(stage.broker)) {
            var service = Stage.started(node);
            var due = Stage.aim();
            List<String> devices = devices(service, subscriber, "terminated", 10);
            List<JsonNode> groups = devices.stream()
                    .map(device -> service.create(device, ALL_DAYS, due.task(ON), due.task(OFF)))
                    .toList();
            due.waitUntil(-1);
            proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
            for (String device : devices) subscriber.awaitOccurrences(device, 1, due.plus(10), node);
            node.terminate();
            proxy.mend();
            assertThat(node.awaitExit(Duration.ofSeconds(30)))
                    .as("exit code of %s", node)
                    .isIn(0, 143);
            int heard = devices.stream()
                    .mapToInt(device -> subscriber.of(device).size())
                    .sum();
            node.start().awaitReady();
            for (int i = 0; i < devices.size(); i++) {
                List<Received> received = subscriber.awaitOccurrences(devices.get(i), 2, due.plus(60), node);
                Fires.eachArrived(received, groups.get(i), due);
                Fires.delivered(service, groups.get(i), due, node);
                assertThat(subscriber.of(devices.get(i)))
                        .as("nothing is repeated after an orderly stop (%s had arrived by then); %s", heard, node)
                        .hasSize(2);
            }
        }
    }

    /** Eight cold nodes share the machine: a first call may be answered 10050, and binding is idempotent. */
    private static String device(Service service, String id) {
        await("alice is bound to " + id).atMost(Duration.ofSeconds(30)).untilAsserted(() -> service.bind(id));
        return id;
    }

    private static List<String> devices(Service service, Subscriber subscriber, String prefix, int count) {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(i -> device(service, prefix + "-" + i))
                .toList();
        subscriber.devices(ids.toArray(String[]::new));
        return ids;
    }

    private static void put(Service service, JsonNode group, String body) {
        service.alice.put(Service.path(group), body).ok("task update ok");
    }

    private static boolean enabled(Service service, JsonNode group) {
        return service.read(group).path("enabled").asBoolean();
    }

    private static void byHand(Service service, JsonNode group, String what) {
        service.alice.call("POST", Service.path(group) + what).ok();
    }
}
