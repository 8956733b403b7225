package io.carillon.node.doctor;

import io.carillon.delivery.BrokerFacts;
import io.carillon.node.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * The broker, checked by a publish to a device that does not exist.
 *
 * @param running whether a node runs here, with the embedded broker
 */
record BrokerCheck(Settings settings, boolean running) implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Mosquitto's default; below it a herd is slow. */
    private static final int SMALL_WINDOW = 20;

    @Override
    public String title() {
        return "broker";
    }

    @Override
    public List<Finding> findings() throws InterruptedException {
        return List.of(finding());
    }

    private Finding finding() throws InterruptedException {
        Settings.Mqtt mqtt = settings.mqtt();
        boolean embedded = mqtt.broker().isEmpty();
        String where = mqtt.reached() + (embedded ? " (embedded)" : "");
        if (embedded && !running) return ok(where + " starts with the node");
        try {
            return judged(where, BrokerFacts.of(mqtt.reached(), mqtt.topic(), PATIENCE));
        } catch (BrokerFacts.Unreachable away) {
            return fail(
                    where + ": " + away.getMessage(),
                    "see that it runs, speaks MQTT 5, and that CARILLON_MQTT_URL, _USER and _PASSWORD are right");
        }
    }

    private Finding judged(String where, BrokerFacts found) {
        String said = where + ", MQTT 5, receive maximum " + found.receiveMaximum();
        if (!found.trouble().isEmpty())
            return fail(
                    said + ": a publish failed: " + found.trouble(),
                    "allow this user to publish, QoS 1, to CARILLON_MQTT_TOPIC of any device");
        if (found.receiveMaximum() < SMALL_WINDOW)
            return warn(
                    said + ", a publish was acknowledged",
                    "raise the receive maximum: otherwise many devices due at once are slow");
        return ok(said + ", a publish was acknowledged"
                + (found.heard()
                        ? " and heard"
                        : " (not heard: this user may not subscribe to commands, and need not)"));
    }
}
