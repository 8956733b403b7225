package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Mosquitto;
import io.carillon.TcpProxy;
import io.carillon.device.Courier.Failed;
import io.carillon.device.Courier.Trouble;
import io.carillon.device.RepeatedWarnings;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a mosquitto that answers a large payload by what MQTT 5 does not know: the client closes the connection. */
class SmallMosquittoTest extends CourierTests {
    private static final Duration LEFT = Duration.ofMinutes(4);

    private static Mosquitto broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        Mosquitto.required();
        broker = new Mosquitto(directory, "message_size_limit 1000").start();
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) broker.close();
    }

    @Override
    int brokerPort() {
        return broker.port();
    }

    /** 3.3: the broker closes the connection over what is larger than its CONNACK says. */
    @Test
    void whatIsLargerThanTheBrokerSaysIsNotSentAndTheLargestThatItTakesIs(@TempDir Path other) throws Exception {
        try (Mosquitto strict = new Mosquitto(other, "max_packet_size 200").start();
                TcpProxy between = new TcpProxy(strict::port)) {
            Broker broker = Broker.of("mqtt://127.0.0.1:" + between.port(), null, null);
            MqttCourier courier = opened(new MqttCourier(
                    new MqttSettings(broker, TopicTemplate.DEFAULT, TopicTemplate.ANSWERS, LONGEST_WAIT),
                    akka.system(),
                    clock,
                    new RepeatedWarnings(MqttCourier.class, akka.system())));
            int room = 200 - 1 - 2 - 2 - TopicTemplate.DEFAULT.topic(device).length() - 2 - 1;
            for (int payload = room - 80; payload <= room; payload++)
                assertThat(verdict(courier.publish(message(device, "feed", "x".repeat(payload), LEFT))
                                .delivery()))
                        .isEqualTo(Verdict.NO_SUBSCRIBER);
            Failed failed = failure(courier.publish(message(device, "feed", "x".repeat(room + 1), LEFT))
                    .delivery());

            assertThat(failed)
                    .isEqualTo(new Failed(
                            Trouble.INEXPRESSIBLE,
                            null,
                            "cannot be published: a packet of 201 bytes, and the broker takes 200"));
            assertThat(courier.connections()).isEqualTo(1);
        }
    }

    @Test
    void aCommandThatTheBrokerDoesNotTakeHarmsItsOwnDeviceOnly() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(3_900) + "\"}";
        aPoisonousPublishHarmsItsOwnDeviceOnly(
                courier(), message(new DeviceId(device + "-large"), "feed", large, Duration.ofMinutes(4)));
    }
}
