package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.FreePort;
import io.carillon.Subscriber;
import io.carillon.TcpProxy;
import io.carillon.device.Courier.Acknowledged;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Failed;
import io.carillon.device.Courier.Trouble;
import io.carillon.node.BrokerThatDenies;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded broker. */
class MqttCourierTest extends CourierTests {
    private static final String TOPIC = TopicTemplate.DEFAULT.text();
    private static final Duration LONG = Duration.ofSeconds(30);

    private static int port;
    private static BrokerThatDenies broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        port = FreePort.find();
        broker = new BrokerThatDenies(port, directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Override
    int brokerPort() {
        return port;
    }

    @Test
    void theWindowBoundsWhatIsInFlight() {
        MqttCourier courier = courier(TOPIC, 3, 100, LONG);
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
        for (int call = 0; call < 10; call++) courier.publish(message("feed"));

        await().untilAsserted(() -> {
            assertThat(courier.inFlight()).isEqualTo(3);
            assertThat(courier.waiting()).isEqualTo(7);
        });
    }

    @Test
    void aFullQueueFailsAtOnce() throws Exception {
        MqttCourier courier = courier(TOPIC, 1, 2, LONG);
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
        courier.publish(message("in flight"));
        await().until(() -> courier.inFlight() == 1);
        courier.publish(message("waiting"));
        courier.publish(message("waiting too"));

        assertThat(courier.publish(message("too many")).delivery())
                .isCompletedWithValue(new Failed(Trouble.QUEUE_FULL, null, "busy"));
    }

    @Test
    void nothingBeginsAfterItsDeadlineEvenIfItWasCalledBefore() throws Exception {
        Subscriber subscriber = subscriber("c2d/" + device + "/#");
        MqttCourier courier = courier(TOPIC, 1, 100, LONG);
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
        CompletionStage<Delivery> first = courier.publish(message("first")).delivery();
        await().until(() -> courier.inFlight() == 1);
        CompletionStage<Delivery> late = courier.publish(message(device, "late", "{}", Duration.ofSeconds(5)))
                .delivery();
        CompletionStage<Delivery> onTime = courier.publish(message("on time")).delivery();
        now = now.plusSeconds(5).plusMillis(1);
        proxy.mend();

        assertThat(verdict(first)).isEqualTo(Verdict.DELIVERED);
        assertThat(failure(late).sentAt()).isNull();
        assertThat(verdict(onTime)).isEqualTo(Verdict.DELIVERED);
        await().until(() -> subscriber.heard().size() >= 2);
        assertThat(subscriber.heard())
                .extracting(publish -> Subscriber.property(publish, "task"))
                .containsExactly("first", "on time");
    }

    @Test
    void theLastSecondOfTheGraceIsStillOneSecondOfExpiry() throws Exception {
        Subscriber subscriber = subscriber("c2d/" + device + "/#");

        assertThat(verdict(courier()
                        .publish(message(device, "feed", "{}", Duration.ZERO))
                        .delivery()))
                .isEqualTo(Verdict.DELIVERED);

        await().until(() -> subscriber.heard().size() == 1);
        assertThat(subscriber.heard().get(0).getMessageExpiryInterval()).hasValue(1);
    }

    @Test
    void aPublishThatMqttCannotExpressFailsAlone() throws Exception {
        MqttCourier courier = courier();

        assertThat(failure(courier.publish(message("nul \0")).delivery()).sentAt())
                .isNull();
        assertThat(verdict(courier.publish(message("feed")).delivery())).isEqualTo(Verdict.NO_SUBSCRIBER);
    }

    @Test
    void everyPublishEndsHoweverOftenTheConnectionIsCut() throws Exception {
        Subscriber subscriber = subscriber("c2d/" + device + "/#");
        MqttCourier courier = courier(TOPIC, 50, 500, LONG);
        Queue<CompletionStage<Delivery>> deliveries = new ConcurrentLinkedQueue<>();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<Void>> callers = IntStream.range(0, 3)
                .mapToObj(caller -> CompletableFuture.runAsync(() -> {
                    for (int call = 0; !enough.get(); call++) {
                        String task = caller + "-" + call;
                        deliveries.add(courier.publish(message(task)).delivery().thenApply(delivery -> {
                            if (delivery instanceof Acknowledged) acknowledged.add(task);
                            return delivery;
                        }));
                        LockSupport.parkNanos(100_000);
                    }
                }))
                .toList();

        for (int cut = 0; cut < 5; cut++) {
            int before = acknowledged.size();
            await().atMost(Duration.ofSeconds(15)).until(() -> acknowledged.size() > before + 100);
            proxy.cut();
            await().until(() -> !courier.connected());
            proxy.mend();
        }
        enough.set(true);
        for (CompletableFuture<Void> caller : callers) caller.get(5, TimeUnit.SECONDS);

        for (CompletionStage<Delivery> delivery : deliveries)
            assertThat(end(delivery)).isNotNull();
        await().untilAsserted(() -> assertThat(subscriber.heard())
                .extracting(publish -> Subscriber.property(publish, "task"))
                .containsAll(acknowledged));
    }

    @Test
    void aBrokerThatIsNotThereYetIsWaitedFor() throws Exception {
        proxy.cut();
        MqttCourier courier = connecting(TOPIC, 10, 100, LONG);
        CompletionStage<Delivery> early = courier.publish(message("early")).delivery();
        assertThat(early).isNotDone();

        proxy.mend();

        assertThat(verdict(early)).isEqualTo(Verdict.NO_SUBSCRIBER);

        await().atMost(Duration.ofSeconds(15)).until(courier::connected);
        assertThat(verdict(courier.publish(message("feed")).delivery())).isEqualTo(Verdict.NO_SUBSCRIBER);
    }

    @Test
    void closingLetsWhatIsUnderWayFinish() throws Exception {
        MqttCourier courier = courier(TOPIC, 1, 100, LONG);
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
        CompletionStage<Delivery> inFlight =
                courier.publish(message("in flight")).delivery();
        CompletionStage<Delivery> waiting = courier.publish(message("waiting")).delivery();
        await().until(() -> courier.inFlight() == 1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(courier::close);
        await().until(() -> end(courier.publish(message("after")).delivery()) instanceof Failed);
        proxy.mend();

        assertThat(verdict(inFlight)).isEqualTo(Verdict.NO_SUBSCRIBER);
        assertThat(verdict(waiting)).isEqualTo(Verdict.NO_SUBSCRIBER);
        closing.get(10, TimeUnit.SECONDS);
        await().until(() -> !courier.connected());
    }

    @Test
    void closingWithoutAcknowledgementsEndsWhatIsUnderWay() throws Exception {
        MqttCourier courier = courier(TOPIC, 1, 100, LONG);
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.SWALLOW);
        CompletionStage<Delivery> inFlight =
                courier.publish(message("in flight")).delivery();
        CompletionStage<Delivery> waiting = courier.publish(message("waiting")).delivery();

        courier.close();

        assertThat(failure(inFlight).sentAt()).isEqualTo(now);
        assertThat(failure(waiting)).isNotNull();
    }

    @Test
    void aTopicOverWhichTheBrokerDisconnectsHarmsItsOwnDeviceOnly() throws Exception {
        aPoisonousPublishHarmsItsOwnDeviceOnly(
                courier(), message(new DeviceId(device + "-poison"), "feed", "{}", Duration.ofMinutes(4)));
    }
}
