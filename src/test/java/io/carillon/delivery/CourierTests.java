package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.typesafe.config.ConfigFactory;
import io.carillon.Subscriber;
import io.carillon.TcpProxy;
import io.carillon.device.Courier.Acknowledged;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Failed;
import io.carillon.device.Courier.Message;
import io.carillon.device.Courier.Sending;
import io.carillon.device.Courier.Trouble;
import io.carillon.device.RepeatedWarnings;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What the courier does whatever the broker. A proxy stands between the two. */
@Timeout(120)
abstract class CourierTests {
    static final int PUBACK_BYTES = 4;
    static final Duration LONGEST_WAIT = Duration.ofSeconds(4);
    static final Instant DUE = Instant.parse("2030-05-06T07:08:00Z");

    /** The courier's clock; it stands still. */
    volatile Instant now = DUE.plusMillis(250);

    final InstantSource clock = () -> now;
    final DeviceId device = new DeviceId("d-" + UUID.randomUUID());
    final GroupId group = GroupId.of(UUID.randomUUID(), device);
    final List<AutoCloseable> opened = new ArrayList<>();
    ActorTestKit akka;
    TcpProxy proxy;

    abstract int brokerPort();

    @BeforeEach
    void open() {
        akka = ActorTestKit.create(ConfigFactory.parseResources("delivery.conf").withFallback(ConfigFactory.load()));
        proxy = opened(new TcpProxy(this::brokerPort));
    }

    @AfterEach
    void close() throws Exception {
        proxy.mend();
        for (int last = opened.size() - 1; last >= 0; last--) opened.get(last).close();
        akka.shutdownTestKit();
    }

    <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }

    /** Once it is connected. */
    MqttCourier courier(String topic, int window, int queue, Duration patience) {
        MqttCourier courier = connecting(topic, window, queue, patience);
        await().atMost(Duration.ofSeconds(30)).until(courier::connected);
        return courier;
    }

    MqttCourier connecting(String topic, int window, int queue, Duration patience) {
        Broker broker = Broker.of("mqtt://127.0.0.1:" + proxy.port(), null, null);
        MqttSettings settings = new MqttSettings(
                broker, new TopicTemplate(topic), window, queue, patience, TopicTemplate.ANSWERS, LONGEST_WAIT);
        return opened(new MqttCourier(
                settings, akka.system(), clock, new RepeatedWarnings(MqttCourier.class, akka.system())));
    }

    MqttCourier courier() {
        return courier(TopicTemplate.DEFAULT.text(), 1_000, 100_000, Duration.ofSeconds(10));
    }

    Message message(DeviceId to, String task, String commands, Duration left) {
        return new Message(to, new Occurrence(group, new TaskName(task), DUE), commands, now.plus(left), null);
    }

    Message message(String task) {
        return message(device, task, "{}", Duration.ofMinutes(4));
    }

    Subscriber subscriber(String filter) {
        return opened(new Subscriber(brokerPort(), filter));
    }

    /** Those that the courier logs from now on. */
    List<String> warnings() {
        List<String> warnings = new CopyOnWriteArrayList<>();
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel() == Level.WARN) warnings.add(event.getFormattedMessage());
            }
        };
        appender.start();
        Logger logger = (Logger) LoggerFactory.getLogger(MqttCourier.class);
        logger.addAppender(appender);
        opened.add(() -> logger.detachAppender(appender));
        return warnings;
    }

    static Delivery end(CompletionStage<Delivery> publish) throws Exception {
        return publish.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static Verdict verdict(CompletionStage<Delivery> publish) throws Exception {
        Delivery delivery = end(publish);
        assertThat(delivery).isInstanceOf(Acknowledged.class);
        return ((Acknowledged) delivery).verdict();
    }

    static Failed failure(CompletionStage<Delivery> publish) throws Exception {
        Delivery delivery = end(publish);
        assertThat(delivery).isInstanceOf(Failed.class);
        return (Failed) delivery;
    }

    @Test
    void aFiringArrivesByteForByteWithEveryProperty() throws Exception {
        String commands = "{ \"text\" : \"Grüße, 你好 🔔\\n\" ,\"n\":1.50}";
        Subscriber subscriber = subscriber("c2d/+/commands");
        Duration left = Duration.ofSeconds(239).plusMillis(900);

        Delivery delivery =
                end(courier().publish(message(device, "feed", commands, left)).delivery());

        assertThat(delivery).isEqualTo(new Acknowledged(Verdict.DELIVERED, now, now));
        await().until(() -> subscriber.heard().size() == 1);
        Mqtt5Publish heard = subscriber.heard().get(0);
        assertThat(heard.getTopic()).hasToString("c2d/" + device + "/commands");
        assertThat(heard.getPayloadAsBytes()).isEqualTo(commands.getBytes(StandardCharsets.UTF_8));
        assertThat(heard.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
        assertThat(heard.isRetain()).isFalse();
        assertThat(heard.getContentType())
                .hasValueSatisfying(type -> assertThat(type).hasToString("application/json"));
        assertThat(heard.getMessageExpiryInterval().orElse(0)).isBetween(230L, 239L);
        assertThat(Subscriber.property(heard, "fire-id")).isEqualTo("feed-" + DUE.getEpochSecond());
        assertThat(Subscriber.property(heard, "group-id")).isEqualTo(group.value());
        assertThat(Subscriber.property(heard, "task")).isEqualTo("feed");
        assertThat(Subscriber.property(heard, "scheduled-at")).isEqualTo("2030-05-06T07:08:00Z");
        assertThat(heard.getUserProperties().asList()).hasSize(4);
    }

    @Test
    void aFiringThatNobodyListensToIsAcknowledgedAsSuch() throws Exception {
        assertThat(verdict(courier().publish(message("feed")).delivery())).isEqualTo(Verdict.NO_SUBSCRIBER);
    }

    @Test
    void aRefusalByTheBrokerIsAFailure() throws Exception {
        MqttCourier courier = courier("denied/{device_id}", 10, 100, Duration.ofSeconds(10));

        Failed failed = failure(courier.publish(message("feed")).delivery());

        assertThat(failed.sentAt()).isEqualTo(now);
        assertThat(failed.why()).contains("NOT_AUTHORIZED");
        assertThat(courier.connected()).isTrue();
    }

    @Test
    void refusalsAreOneLineWithTheirReason() throws Exception {
        MqttCourier courier = courier("denied/{device_id}", 10, 100, Duration.ofSeconds(10));
        List<String> warnings = warnings();

        for (int call = 0; call < 30; call++)
            failure(courier.publish(message("feed")).delivery());

        assertThat(warnings).singleElement().asString().startsWith("The broker refused a publish: 0x87 NOT_AUTHORIZED");
    }

    @Test
    void publishesOfOneDeviceArriveInTheOrderOfTheCalls() throws Exception {
        Subscriber subscriber = subscriber("c2d/+/commands");
        MqttCourier courier = courier();
        List<DeviceId> devices = List.of(new DeviceId(device + "-a"), new DeviceId(device + "-b"));
        List<CompletionStage<Delivery>> deliveries = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        for (int call = 0; call < 2_000; call++) {
            calls.add(Integer.toString(call));
            for (DeviceId each : devices)
                deliveries.add(courier.publish(message(each, "feed", Integer.toString(call), Duration.ofMinutes(4)))
                        .delivery());
        }

        for (CompletionStage<Delivery> delivery : deliveries)
            assertThat(verdict(delivery)).isEqualTo(Verdict.DELIVERED);
        await().until(() -> subscriber.heard().size() == deliveries.size());
        for (DeviceId each : devices)
            assertThat(subscriber.heardOn("c2d/" + each + "/commands"))
                    .extracting(publish -> new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(calls);
    }

    @Test
    void whatIsRecalledBeforeItsTurnIsNeverSentAndWhatHasBeenSentStays() throws Exception {
        Subscriber subscriber = subscriber("c2d/+/commands");
        MqttCourier courier = courier(TopicTemplate.DEFAULT.text(), 1, 100, Duration.ofMinutes(1));
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
        Sending sent = courier.publish(message("sent"));
        await().until(() -> courier.inFlight() == 1);
        Sending recalled = courier.publish(message("recalled"));
        Sending next = courier.publish(message("next"));

        sent.recall();
        recalled.recall();
        assertThat(failure(recalled.delivery()).trouble()).isEqualTo(Trouble.RECALLED);
        proxy.mend();

        assertThat(verdict(sent.delivery())).isEqualTo(Verdict.DELIVERED);
        assertThat(verdict(next.delivery())).isEqualTo(Verdict.DELIVERED);
        await().until(() -> subscriber.heard().size() >= 2);
        assertThat(subscriber.heard())
                .extracting(publish -> Subscriber.property(publish, "task"))
                .containsExactly("sent", "next");
    }

    @Test
    void aCutConnectionFailsWhatIsInFlightAndComesBack() throws Exception {
        MqttCourier courier = courier();
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
        CompletionStage<Delivery> inFlight = courier.publish(message("before")).delivery();
        courier.publish(message("before too"));
        await().until(() -> courier.inFlight() == 2);
        List<String> warnings = warnings();

        proxy.cut();

        assertThat(failure(inFlight).sentAt()).isEqualTo(now);
        await().until(() -> !courier.connected());
        Sending during = courier.publish(message("during"));
        Sending recalled = courier.publish(message("recalled"));
        recalled.recall();
        assertThat(failure(recalled.delivery()).trouble()).isEqualTo(Trouble.RECALLED);
        assertThat(during.delivery()).isNotDone();
        assertThat(courier.waiting()).isEqualTo(1);
        assertThat(warnings)
                .filteredOn(line -> !line.startsWith("Waiting for"))
                .singleElement()
                .asString()
                .startsWith("Lost MQTT broker");
        proxy.mend();
        assertThat(verdict(during.delivery())).isEqualTo(Verdict.NO_SUBSCRIBER);
        assertThat(verdict(courier.publish(message("after")).delivery())).isEqualTo(Verdict.NO_SUBSCRIBER);
    }

    @Test
    void aMissingAcknowledgementClosesTheConnectionAndItComesBack() throws Exception {
        MqttCourier courier = courier(TopicTemplate.DEFAULT.text(), 2, 100, Duration.ofMillis(500));
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.SWALLOW);

        CompletionStage<Delivery> first = courier.publish(message("first")).delivery();
        CompletionStage<Delivery> second = courier.publish(message("second")).delivery();
        CompletionStage<Delivery> waiting = courier.publish(message("waiting")).delivery();

        assertThat(failure(first).why()).contains("no acknowledgement");
        assertThat(failure(second).sentAt()).isEqualTo(now);
        assertThat(waiting).isNotDone();
        proxy.mend();
        await().until(() -> waiting.toCompletableFuture().isDone());
        // on a busy machine half a second may not be enough at once
        await().until(() -> end(courier.publish(message("after")).delivery()) instanceof Acknowledged);
    }

    @Test
    void aSlowBrokerIsWaitedForOnOneConnection() throws Exception {
        Subscriber subscriber = subscriber("c2d/" + device + "/#");
        MqttCourier courier = courier(TopicTemplate.DEFAULT.text(), 1_000, 10_000, Duration.ofSeconds(2));
        proxy.trickle(TcpProxy.Direction.TO_CLIENT, 60 * PUBACK_BYTES);
        List<CompletionStage<Delivery>> deliveries = new ArrayList<>();
        for (int call = 0; call < 300; call++)
            deliveries.add(courier.publish(message("feed-" + call)).delivery());

        for (CompletionStage<Delivery> delivery : deliveries)
            assertThat(verdict(delivery)).isEqualTo(Verdict.DELIVERED);

        assertThat(courier.connections()).isEqualTo(1);
        await().until(() -> subscriber.heard().size() >= 300);
        assertThat(subscriber.heard()).hasSize(300);
    }

    /** Neighbours publish again when a try fails, as devices do; so does the one that the broker closes connections over. */
    void aPoisonousPublishHarmsItsOwnDeviceOnly(MqttCourier courier, Message poison) throws Exception {
        Queue<String> verdicts = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> culprit = untilAcknowledged(courier, poison, failed -> {
            if (failed.trouble() == Trouble.REFUSED) verdicts.add(failed.why());
        });
        List<CompletableFuture<Void>> neighbours = new ArrayList<>();
        Queue<Integer> tries = new ConcurrentLinkedQueue<>();
        long begun = System.nanoTime();
        for (int round = 0; round < 20; round++)
            for (int each = 0; each < 30; each++) {
                AtomicInteger failures = new AtomicInteger();
                neighbours.add(untilAcknowledged(
                                courier,
                                message(
                                        new DeviceId(device + "-" + each),
                                        "feed-" + round,
                                        "{}",
                                        Duration.ofMinutes(4)),
                                failed -> failures.incrementAndGet())
                        .thenRun(() -> tries.add(failures.get())));
            }

        for (CompletableFuture<Void> neighbour : neighbours) neighbour.get(30, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("2 s on a machine at rest")
                .isLessThan(Duration.ofSeconds(20));
        assertThat(tries).as("two losses, and one for who follows the culprit").allMatch(failures -> failures <= 3);
        await().atMost(Duration.ofSeconds(30)).until(() -> !verdicts.isEmpty());
        long connections = courier.connections();
        await().until(() -> verdicts.size() >= 5);

        assertThat(verdicts).allMatch(why -> why.startsWith("the broker closes the connection over it: "));
        assertThat(courier.connections()).as("known for a while").isLessThanOrEqualTo(connections + 1);
        assertThat(courier.connections()).isLessThanOrEqualTo(8);
        assertThat(courier.suspects()).isEqualTo(1);
        assertThat(culprit).isNotDone();
    }

    private CompletableFuture<Void> untilAcknowledged(MqttCourier courier, Message message, Consumer<Failed> failures) {
        return courier.publish(message).delivery().toCompletableFuture().thenCompose(delivery -> {
            if (!(delivery instanceof Failed failed)) return CompletableFuture.completedFuture(null);
            failures.accept(failed);
            return CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS))
                    .thenCompose(again -> untilAcknowledged(courier, message, failures));
        });
    }

    @Test
    void nobodyTriesInVainWhileTheBrokerIsAway() throws Exception {
        MqttCourier courier = courier();
        proxy.cut();
        await().until(() -> !courier.connected());
        Queue<Failed> tries = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int each = 0; each < 1_000; each++)
            waiting.add(untilAcknowledged(
                    courier,
                    message(new DeviceId(device + "-" + each), "feed", "{}", Duration.ofMinutes(4)),
                    tries::add));
        int before = proxy.connections();
        await().until(() -> proxy.connections() >= before + 3);
        assertThat(courier.waiting()).isEqualTo(1_000);

        proxy.mend();

        for (CompletableFuture<Void> each : waiting) each.get(20, TimeUnit.SECONDS);
        assertThat(tries).isEmpty();
    }

    /** A device that may wait for days does so in the tables. */
    @Test
    void nobodyWaitsLongerThanTheLongestWait() throws Exception {
        MqttCourier courier = courier(TopicTemplate.DEFAULT.text(), 10, 100, Duration.ofSeconds(1));
        proxy.cut();
        await().until(() -> !courier.connected());
        Sending waiting = courier.publish(message(device, "feed", "{}", Duration.ofDays(7)));
        assertThat(waiting.delivery()).isNotDone();

        now = now.plus(LONGEST_WAIT).plusMillis(1);

        assertThat(failure(waiting.delivery()).trouble()).isEqualTo(Trouble.NO_CONNECTION);
    }

    @Test
    void whatWaitedInAProcessThatStoodStillIsLeftToItsDevice() throws Exception {
        MqttCourier courier = courier(TopicTemplate.DEFAULT.text(), 10, 100, Duration.ofSeconds(1));
        proxy.cut();
        await().until(() -> !courier.connected());
        Sending waiting = courier.publish(message("feed"));

        now = now.plusSeconds(10);

        assertThat(failure(waiting.delivery()).trouble()).isEqualTo(Trouble.RECALLED);
    }

    @Test
    void whatWaitsForAConnectionPastItsGraceFailsThen() throws Exception {
        MqttCourier courier = courier(TopicTemplate.DEFAULT.text(), 10, 100, Duration.ofSeconds(1));
        proxy.cut();
        await().until(() -> !courier.connected());
        Sending waiting = courier.publish(message(device, "feed", "{}", Duration.ofSeconds(1)));
        assertThat(waiting.delivery()).isNotDone();

        now = now.plusSeconds(1).plusMillis(1);

        assertThat(failure(waiting.delivery()).trouble()).isEqualTo(Trouble.NO_CONNECTION);
        assertThat(courier.waiting()).isZero();
    }
}
