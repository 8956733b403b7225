package io.carillon.node;

import io.carillon.delivery.BrokerExamination;
import java.time.Duration;

/** The broker, by a publish to a device that is not there. */
final class BrokerCheck {
    private static final String WHAT = "broker";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Below mosquitto's default a herd is slow. */
    private static final int SMALL_WINDOW = 20;

    private BrokerCheck() {}

    static Finding of(Settings settings, boolean running) throws InterruptedException {
        Settings.Mqtt mqtt = settings.mqtt();
        boolean embedded = mqtt.broker().isEmpty();
        String where = mqtt.reached() + (embedded ? " (embedded)" : "");
        if (embedded && !running) return Finding.ok(WHAT, where + " starts with the node");
        try {
            return judged(where, BrokerExamination.of(mqtt.reached(), mqtt.topic(), PATIENCE));
        } catch (BrokerExamination.Unreachable away) {
            return Finding.fail(
                    WHAT,
                    where + ": " + away.getMessage(),
                    "see that it runs, speaks MQTT 5, and that CARILLON_MQTT_URL, _USER and _PASSWORD are right");
        }
    }

    private static Finding judged(String where, BrokerExamination found) {
        String said = where + ", MQTT 5, receive maximum " + found.receiveMaximum();
        if (!found.trouble().isEmpty())
            return Finding.fail(
                    WHAT,
                    said + ": a publish failed: " + found.trouble(),
                    "allow this user to publish, QoS 1, to CARILLON_MQTT_TOPIC of any device");
        if (found.receiveMaximum() < SMALL_WINDOW)
            return Finding.warn(
                    WHAT,
                    said + ", a publish was acknowledged",
                    "raise the receive maximum, many devices due at once are slow");
        return Finding.ok(
                WHAT,
                said + ", a publish was acknowledged"
                        + (found.heard() ? " and heard" : " (not heard: this user may not subscribe, nor need it)"));
    }
}
