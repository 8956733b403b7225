package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.Mosquitto;
import io.carillon.TcpProxy;
import io.carillon.device.Courier.Delivery;
import io.carillon.schedule.Verdict;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real mosquitto, whose receive maximum is 20. */
class MosquittoTest extends CourierTests {
    private static Mosquitto broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        Mosquitto.required();
        broker = new Mosquitto(directory).start();
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) broker.close();
    }

    @Override
    int brokerPort() {
        return broker.port();
    }

    @Test
    void noMoreIsInFlightThanTheBrokerReceives() {
        MqttCourier courier = courier();
        proxy.set(TcpProxy.Direction.TO_CLIENT, TcpProxy.Manner.HOLD);
        for (int call = 0; call < 50; call++) courier.publish(message("feed"));

        await().untilAsserted(() -> {
            assertThat(courier.inFlight()).isEqualTo(20);
            assertThat(courier.waiting()).isEqualTo(30);
        });
    }

    @Test
    void aBrokerThatIsKilledAndComesBackIsUsedAgain() throws Exception {
        MqttCourier courier = courier();
        broker.kill();
        await().until(() -> !courier.connected());
        CompletionStage<Delivery> during = courier.publish(message("during")).delivery();
        assertThat(during).isNotDone();

        broker.start();

        assertThat(verdict(during)).isEqualTo(Verdict.NO_SUBSCRIBER);
        assertThat(verdict(courier.publish(message("after")).delivery())).isEqualTo(Verdict.NO_SUBSCRIBER);
    }
}
