package io.carillon.delivery;

import java.time.Duration;

/**
 * Settings of {@link MqttCourier}.
 *
 * @param window the most publishes in flight; the broker's receive maximum may lower it
 * @param queue the most publishes that wait for a connection or for room in the window
 * @param patience a connection with publishes in flight and no acknowledgement for this long is closed
 * @param answers the topic of devices' answers
 * @param longestWait the longest wait for a connection: a device that may wait for days does so in the tables
 */
public record MqttSettings(
        Broker broker,
        TopicTemplate topic,
        int window,
        int queue,
        Duration patience,
        TopicTemplate answers,
        Duration longestWait) {
    private static final int WINDOW = 1_000;

    /** Twice a herd of 100,000 devices due at one instant. */
    private static final int QUEUE = 200_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public MqttSettings(Broker broker, TopicTemplate topic, TopicTemplate answers, Duration longestWait) {
        this(broker, topic, WINDOW, QUEUE, PATIENCE, answers, longestWait);
    }
}
