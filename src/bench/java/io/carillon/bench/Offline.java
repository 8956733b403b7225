package io.carillon.bench;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * Devices that are away, each with a confirmed command that is valid for a week, on one node with the heap that the image takes
 * of 1 GiB: what they cost at rest, what others notice of them, a restart, and one that comes back.
 */
record Offline(Supplier<String> databases, Broker broker, Report report) {
    private static final String JVM = "-Xmx666m -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError";
    private static final int DEVICES = Integer.getInteger("carillon.bench.offline", 300_000);
    private static final int HERD = 20_000;
    private static final int OTHERS = 1_000;
    private static final int BACK = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration MEASURED = Duration.ofMinutes(2);
    private static final String A_WEEK = ",\"confirm\":true,\"valid_for\":604800,\"retry_every\":3600";
    private static final String A_MINUTE = ",\"confirm\":true,\"valid_for\":60,\"retry_every\":30";

    /** As if each had come due at some time of the hour and a tenth before, which is how long the longest pause lasts. */
    private static final String SPREAD =
            """
            with spread as (select device_id, 1000 * mod(abs(hashtext(device_id)), 3950) as earlier
                from wakeup where device_id like '%s%%' and waits),
            lines as (update firing f set acknowledged_at = acknowledged_at - earlier, published_at = published_at - earlier
                from spread s where f.device_id = s.device_id and f.verdict = 'WAITING')
            update wakeup w set due_at = due_at - earlier from spread s where w.device_id = s.device_id""";

    void run() throws Exception {
        try (var node = Carillon.ready("offline", databases.get(), broker, JVM)) {
            Herd away = node.herd(DEVICES, A_WEEK);
            Instant due = node.store(away, Duration.ofSeconds(90 + DEVICES / 1_500));
            long waiting = until(node, "select count(*) from firing where verdict = 'WAITING'", DEVICES);
            double parked = Duration.between(due, Instant.now()).toMillis() / 1e3;
            node.awaitRest(PATIENCE);
            report.line(
                    "- %,d devices away, each with a confirmed command (%s): %,d wait, %.0f s after they were due",
                    DEVICES, JVM, waiting, parked);
            execute(node, SPREAD.formatted(away.prefix()));
            Thread.sleep(60_000);
            measure(node, "their repeats, one an hour each");
            others(node);
            until(node, "select count(*) from firing where verdict = 'UNANSWERED'", HERD);
            node.restart();
            measure(node, "from a restart on");
            back(away);
        }
    }

    private void measure(Carillon node, String when) throws InterruptedException {
        Duration cpu = node.process().cpu();
        double published = published(node);
        double resident = 0;
        long end = System.nanoTime() + MEASURED.toNanos();
        while (System.nanoTime() < end) {
            resident = Math.max(resident, node.metrics().sum("carillon_devices_resident"));
            Thread.sleep(5_000);
        }
        report.line(
                "- %s: %.0f publishes in %d s, %.1f %% of a core, at most %.0f devices in memory, heap in use %.0f MiB",
                when,
                published(node) - published,
                MEASURED.toSeconds(),
                node.process().cpu().minus(cpu).toMillis() / (MEASURED.toMillis() / 100.0),
                resident,
                node.metrics().sum("jvm_memory_used_bytes", "area=heap") / (1024 * 1024));
    }

    private static double published(Carillon node) {
        return node.metrics().sum("carillon_mqtt_publish_seconds_count");
    }

    /** A herd has just gone unanswered, and is published again, when others are due. */
    private void others(Carillon node) throws Exception {
        Instant silent = node.store(node.herd(HERD, A_MINUTE), Duration.ofSeconds(75));
        Herd plain = node.herd(OTHERS);
        Instant due = silent.plusSeconds(32);
        plain.store(node.api(), node.url(), Database.USER, due);
        report.line(
                "- %,d others due while %,d that went unanswered are published again: %s",
                OTHERS, HERD, node.await(due, OTHERS).late());
    }

    private void back(Herd away) throws Exception {
        double[] millis = new double[BACK];
        for (int i = 0; i < BACK; i++) millis[i] = back(away.device(1 + i * (DEVICES / BACK)));
        report.line(
                "- a device that is back has its command after `here`: %s", Percentiles.of(DoubleStream.of(millis)));
    }

    private double back(String device) throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildAsync();
        client.connect().join();
        client.subscribeWith()
                .topicFilter("c2d/" + device + "/commands")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(command -> heard.countDown())
                .send()
                .join();
        long begun = System.nanoTime();
        client.publishWith()
                .topic("d2c/" + device + "/answers")
                .qos(MqttQos.AT_LEAST_ONCE)
                .userProperties()
                .add("status", "here")
                .applyUserProperties()
                .send();
        if (!heard.await(60, TimeUnit.SECONDS)) throw new IllegalStateException(device + " got nothing");
        double millis = (System.nanoTime() - begun) / 1e6;
        client.disconnect().join();
        return millis;
    }

    private static long until(Carillon node, String count, long expected) throws SQLException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            long found = execute(node, count);
            if (found >= expected) return found;
            if (Instant.now().isAfter(end)) throw new IllegalStateException(found + " of " + expected);
            Thread.sleep(1_000);
        }
    }

    private static long execute(Carillon node, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(node.url(), Database.USER, "");
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) return statement.getUpdateCount();
            try (ResultSet found = statement.getResultSet()) {
                found.next();
                return found.getLong(1);
            }
        }
    }
}
