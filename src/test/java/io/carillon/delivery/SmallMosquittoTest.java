package io.carillon.delivery;

import io.carillon.Mosquitto;
import io.carillon.schedule.DeviceId;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a mosquitto that answers a large payload by what MQTT 5 does not know: the client closes the connection. */
class SmallMosquittoTest extends CourierTests {
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

    @Test
    void aCommandThatTheBrokerDoesNotTakeHarmsItsOwnDeviceOnly() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(3_900) + "\"}";
        aPoisonousPublishHarmsItsOwnDeviceOnly(
                courier(), ring(new DeviceId(device + "-large"), "feed", large, Duration.ofMinutes(4)));
    }
}
