package io.carillon.delivery;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import io.carillon.device.AnswerListener;
import io.carillon.device.Answers;
import io.carillon.device.Outcome;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives devices' answers on a connection of its own, by a shared subscription, so that the nodes of a cluster share
 * the stream; where the broker has none, each node receives all. An answer is acknowledged once its line is written or
 * it is dropped, so that the broker still has what a dying node had in hand.
 *
 * <p>What is in hand is bounded by closing the connection until all of it has ended: the broker keeps the session
 * meanwhile. A small receive maximum would be the protocol's way, but mosquitto 2.0.11 sends all it has queued once the
 * first message is acknowledged, whereupon the client closes the connection.
 */
public final class MqttAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttAnswers.class);
    private static final String SHARED = "$share/carillon/";

    /** Without it the client sends none, and some brokers then send few messages at a time. */
    private static final int RECEIVE_MAXIMUM = 65_535;

    /** Longer than a reconnect takes; answers for a node that has died are kept for it that long. */
    private static final long SESSION_SECONDS = 5;

    private static final int PART_OF_HEAP = 16;
    private static final Duration SUBSCRIBE_AGAIN = Duration.ofSeconds(10);
    private static final Duration TELL_AGAIN = Duration.ofSeconds(1);

    private final TopicTemplate topic;
    private final Answers answers;
    private final AnswerListener listener;
    private final ActorSystem<?> system;
    private final InstantSource clock;
    private final Executor dispatcher;
    private final InHand inHand;
    private final Broker broker;
    private final LastingClient client;
    private volatile boolean lost;

    /** Returns at once; connects in the background. */
    public MqttAnswers(
            Broker broker,
            TopicTemplate topic,
            Answers answers,
            AnswerListener listener,
            ActorSystem<?> system,
            InstantSource clock) {
        this(
                broker,
                topic,
                answers,
                listener,
                system,
                clock,
                new InHand(Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }

    MqttAnswers(
            Broker broker,
            TopicTemplate topic,
            Answers answers,
            AnswerListener listener,
            ActorSystem<?> system,
            InstantSource clock,
            InHand inHand) {
        this.broker = broker;
        this.inHand = inHand;
        this.topic = topic;
        this.answers = answers;
        this.listener = listener;
        this.system = system;
        this.clock = clock;
        dispatcher = system.dispatchers().lookup(DispatcherSelector.fromConfig(MqttConnection.DISPATCHER));
        client = new LastingClient(broker, "answers", this::connected, this::lost, inHand::none);
        Mqtt5Connect connect = Mqtt5Connect.builder()
                .cleanStart(false)
                .sessionExpiryInterval(SESSION_SECONDS)
                .keepAlive(Connector.KEEP_ALIVE)
                .restrictions()
                .receiveMaximum(RECEIVE_MAXIMUM)
                .applyRestrictions()
                .build();
        client.connect(connect)
                .thenAccept(accepted ->
                        subscribe(accepted.getRestrictions().isSharedSubscriptionAvailable() ? SHARED : ""));
    }

    private void connected() {
        if (lost) LOG.info("Receiving answers from {} again", broker);
        lost = false;
    }

    private void lost(String why) {
        if (!lost) LOG.warn("Not receiving answers from {}: {}", broker, why);
        lost = true;
    }

    private void subscribe(String share) {
        if (client.isClosed()) return;
        CompletionStage<Mqtt5SubAck> subscribing = client.client()
                .subscribeWith()
                .topicFilter(share + topic.filter())
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(this::heard)
                .executor(dispatcher)
                .manualAcknowledgement(true)
                .send();
        subscribing.whenComplete((subscribed, refused) -> {
            if (refused == null) LOG.info("Receiving answers on {}{}", share, topic.filter());
            else {
                LOG.warn("Not receiving answers on {}{}: {}", share, topic.filter(), refused.getMessage());
                system.scheduler().scheduleOnce(SUBSCRIBE_AGAIN, () -> subscribe(share), system.executionContext());
            }
        });
    }

    private void heard(Mqtt5Publish publish) {
        if (!inHand.take(InHand.size(publish))) {
            lost("they come faster than they are written");
            client.disconnect(SESSION_SECONDS);
        }
        Optional<AnswerMessage> message = AnswerMessage.of(publish, topic, clock.instant());
        if (message.isEmpty()) {
            listener.answered(Outcome.MALFORMED, null);
            acknowledge(publish);
        } else tell(message.get(), publish);
    }

    /** A message that the broker keeps for us is processed until it succeeds; one that it does not keep may be lost. */
    private void tell(AnswerMessage message, Mqtt5Publish publish) {
        DeviceId device = message.device();
        Input.Answered answer = message.answer();
        CompletionStage<Outcome> told = answer == null ? answers.here(device) : answers.answered(device, answer);
        told.whenComplete((outcome, failed) -> {
            if (failed == null) acknowledge(publish);
            else if (publish.getQos() == MqttQos.AT_MOST_ONCE) {
                listener.answered(Outcome.UNKNOWN, null);
                acknowledge(publish);
            } else if (!client.isClosed())
                system.scheduler().scheduleOnce(TELL_AGAIN, () -> tell(message, publish), system.executionContext());
        });
    }

    boolean isConnected() {
        return client.isConnected();
    }

    private void acknowledge(Mqtt5Publish publish) {
        try {
            publish.acknowledge();
        } catch (IllegalStateException | UnsupportedOperationException nothingToAcknowledge) {
            LOG.debug("Acknowledging an answer: {}", nothingToAcknowledge.toString());
        }
        inHand.end(InHand.size(publish));
    }

    @Override
    public void close() {
        client.close();
    }
}
