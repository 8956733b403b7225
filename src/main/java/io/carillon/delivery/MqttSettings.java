package io.carillon.delivery;

import java.time.Duration;

/**
 * How {@link MqttCourier} delivers.
 *
 * @param window publishes in flight at most; the broker's receive maximum may make it smaller
 * @param queue publishes that may wait for a connection, or for room in the window
 * @param patience without any acknowledgement for so long, while some are missing, the connection is closed
 * @param answers where devices answer
 * @param longestWait a publish waits no longer for a connection, so that a device that may wait for days does so in the tables
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

    /** A herd of 100,000 devices due at one instant, and some. */
    private static final int QUEUE = 200_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public MqttSettings(Broker broker, TopicTemplate topic, TopicTemplate answers, Duration longestWait) {
        this(broker, topic, WINDOW, QUEUE, PATIENCE, answers, longestWait);
    }
}
