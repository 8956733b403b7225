package io.carillon.e2e;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5MessageException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What a broker does, as a client finds out.
 *
 * @param tellsThatNobodyListens an acknowledgement says so
 * @param counts the expiry of a message that has waited is what is left of it
 * @param drops a message does not arrive after it has expired
 * @param shares a shared subscription gives each message to one of its subscribers
 */
record BrokerTraits(int receiveMaximum, boolean tellsThatNobodyListens, boolean counts, boolean drops, boolean shares) {
    private static final int HOUR = 3600;
    private static final int EXPIRY = 10;
    private static final int AWAY = 4;
    private static final int MANY = 20;
    private static final int HEARD_WITHIN_SECONDS = 5;

    static BrokerTraits of(Broker broker) throws InterruptedException {
        Mqtt5BlockingClient publisher = client(broker);
        publisher.connect();
        Mqtt5BlockingClient soon = away(broker, "soon");
        Mqtt5BlockingClient late = away(broker, "late");
        Instant published = Instant.now();
        publish(publisher, "soon");
        publish(publisher, "late");
        boolean tells = publish(publisher, "nobody");
        boolean shares = shares(broker, publisher);
        awaitClock(published.plusSeconds(AWAY));
        long left = back(soon)
                .flatMap(one -> Optional.of(one.getMessageExpiryInterval().orElse(EXPIRY)))
                .orElseThrow(() -> new AssertionError("nothing waited"));
        awaitClock(published.plusSeconds(EXPIRY + 2));
        boolean drops = back(late).isEmpty();
        List.of(publisher, soon, late).forEach(Mqtt5BlockingClient::disconnect);
        return new BrokerTraits(limits(broker).getReceiveMaximum(), tells, left <= EXPIRY - AWAY + 1, drops, shares);
    }

    /** As README's table has them. */
    List<String> cells() {
        return List.of(
                "%,d".formatted(receiveMaximum), said(tellsThatNobodyListens), said(counts), said(drops), said(shares));
    }

    private static String said(boolean does) {
        return does ? "yes" : "no";
    }

    /** What the broker tells everyone who connects. */
    static Mqtt5ConnAckRestrictions limits(Broker broker) {
        Mqtt5BlockingClient client = client(broker);
        Mqtt5ConnAckRestrictions limits = client.connect().getRestrictions();
        client.disconnect();
        return limits;
    }

    private static Mqtt5BlockingClient client(Broker broker) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier("client-" + UUID.randomUUID())
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildBlocking();
    }

    /** Has subscribed, and left its session there. */
    private static Mqtt5BlockingClient away(Broker broker, String topic) {
        Mqtt5BlockingClient client = client(broker);
        connect(client);
        subscribe(client, topic);
        client.disconnect();
        return client;
    }

    private static void connect(Mqtt5BlockingClient client) {
        client.connectWith().cleanStart(false).sessionExpiryInterval(HOUR).send();
    }

    private static void subscribe(Mqtt5BlockingClient client, String filter) {
        client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
    }

    /** What has waited for it. */
    private static Optional<Mqtt5Publish> back(Mqtt5BlockingClient client) throws InterruptedException {
        try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            connect(client);
            return publishes.receive(HEARD_WITHIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Whether the broker told that nobody listens. */
    private static boolean publish(Mqtt5BlockingClient client, String topic) {
        try {
            Mqtt5PublishResult result = client.publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .messageExpiryInterval(EXPIRY)
                    .send();
            return result instanceof Mqtt5PublishResult.Mqtt5Qos1Result acknowledged
                    && acknowledged.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
        } catch (Mqtt5PubAckException refused) {
            throw new AssertionError(topic, refused);
        }
    }

    private static boolean shares(Broker broker, Mqtt5BlockingClient publisher) {
        Mqtt5BlockingClient one = client(broker);
        Mqtt5BlockingClient another = client(broker);
        AtomicInteger heard = new AtomicInteger();
        for (Mqtt5BlockingClient client : List.of(one, another)) {
            client.toAsync().publishes(MqttGlobalPublishFilter.ALL, message -> heard.incrementAndGet());
            client.connect();
        }
        try {
            for (Mqtt5BlockingClient client : List.of(one, another)) subscribe(client, "$share/group/shared");
            for (int sent = 1; sent <= MANY; sent++) {
                publish(publisher, "shared");
                await().atMost(Duration.ofSeconds(HEARD_WITHIN_SECONDS)).untilAtomic(heard, greaterThanOrEqualTo(sent));
            }
            return heard.get() == MANY;
        } catch (Mqtt5MessageException
                | MqttSessionExpiredException
                | MqttClientStateException
                | ConditionTimeoutException none) {
            return false;
        } finally {
            Stream.of(one, another)
                    .filter(client -> client.getState().isConnected())
                    .forEach(Mqtt5BlockingClient::disconnect);
        }
    }

    private static void awaitClock(Instant time) {
        await("the clock shows " + time).atMost(Duration.ofMinutes(1)).until(() -> Instant.now()
                .isAfter(time));
    }
}
