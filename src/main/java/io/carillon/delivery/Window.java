package io.carillon.delivery;

import akka.stream.Attributes;
import akka.stream.FanInShape2;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.carillon.device.Courier.Trouble;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets a bounded number of publishes out and matches them with the results that come back.
 *
 * <p>When the postings fail, the connection is lost: what is in flight still gets the results that are on their way.
 * When they complete, all of them are sent first. A result missing for too long ends the stage.
 */
final class Window extends GraphStage<FanInShape2<Posting, Mqtt5PublishResult, Mqtt5Publish>> {
    private static final int TICKS = 10;
    private static final Duration LAST_RESULTS = Duration.ofSeconds(1);

    private final Inlet<Posting> postings = Inlet.create("Window.postings");
    private final Inlet<Mqtt5PublishResult> results = Inlet.create("Window.results");
    private final Outlet<Mqtt5Publish> publishes = Outlet.create("Window.publishes");

    private final int size;
    private final MqttSettings settings;
    private final InstantSource clock;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile int inFlight;

    Window(int size, MqttSettings settings, InstantSource clock) {
        this.size = size;
        this.settings = settings;
        this.clock = clock;
    }

    int inFlight() {
        return inFlight;
    }

    /** Why nothing more goes out or comes back. */
    CompletionStage<String> ended() {
        return ended;
    }

    @Override
    public FanInShape2<Posting, Mqtt5PublishResult, Mqtt5Publish> shape() {
        return new FanInShape2<>(postings, results, publishes);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic(shape());
    }

    /** @param tick when it was sent */
    private record Sent(Posting posting, long tick) {}

    private final class Logic extends TimerGraphStageLogic {
        private final IdentityHashMap<Mqtt5Publish, Sent> open = new IdentityHashMap<>();
        private final Deque<Sent> inOrder = new ArrayDeque<>();
        /** Counted, not read from a clock: while the process stands still no time passes. */
        private long tick;

        private String why = "closed";

        Logic(FanInShape2<Posting, Mqtt5PublishResult, Mqtt5Publish> shape) {
            super(shape);
            setHandler(postings, new AbstractInHandler() {
                @Override
                public void onPush() {
                    send(grab(postings));
                }

                @Override
                public void onUpstreamFinish() {
                    finish();
                }

                @Override
                public void onUpstreamFailure(Throwable lost) {
                    why = String.valueOf(lost.getMessage());
                    finish();
                    scheduleOnce("last results", LAST_RESULTS);
                }
            });
            setHandler(results, new AbstractInHandler() {
                @Override
                public void onPush() {
                    receive(grab(results));
                }

                @Override
                public void onUpstreamFailure(Throwable refused) {
                    end(String.valueOf(refused.getMessage()));
                }
            });
            setHandler(publishes, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pullIfRoom();
                }
            });
        }

        @Override
        public void preStart() {
            pull(results);
            Duration interval = settings.patience().dividedBy(TICKS);
            scheduleWithFixedDelay("tick", interval, interval);
        }

        private void pullIfRoom() {
            if (open.size() < size && isAvailable(publishes) && !isClosed(postings) && !hasBeenPulled(postings))
                pull(postings);
        }

        private void send(Posting posting) {
            Instant now = clock.instant();
            if (posting.tooLate(now)) {
                posting.fail(Trouble.GRACE_OVER, "its grace is over");
                pullIfRoom();
                return;
            }
            if (!posting.claim()) {
                pullIfRoom();
                return;
            }
            Mqtt5Publish publish;
            try {
                publish = posting.begin(settings, now);
            } catch (IllegalArgumentException inexpressible) {
                posting.fail(Trouble.INEXPRESSIBLE, "cannot be published: " + inexpressible.getMessage());
                pullIfRoom();
                return;
            }
            Sent sent = new Sent(posting, tick);
            open.put(publish, sent);
            inOrder.add(sent);
            inFlight = open.size();
            push(publishes, publish);
        }

        private void receive(Mqtt5PublishResult result) {
            Sent sent = open.remove(result.getPublish());
            inFlight = open.size();
            if (sent != null) settle(sent.posting(), result);
            forgetSettled();
            if (isClosed(postings) && open.isEmpty()) completeStage();
            else {
                pull(results);
                pullIfRoom();
            }
        }

        private void settle(Posting posting, Mqtt5PublishResult result) {
            if (!(result instanceof Mqtt5Qos1Result acknowledged)) {
                posting.fail(
                        Trouble.CONNECTION_LOST,
                        result.getError().map(Throwable::getMessage).orElse("no acknowledgement"));
                return;
            }
            Mqtt5PubAckReasonCode reason = acknowledged.getPubAck().getReasonCode();
            if (reason.isError()) posting.fail(Trouble.REFUSED, refusal(acknowledged.getPubAck()));
            else
                posting.acknowledge(
                        reason == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS
                                ? Verdict.NO_SUBSCRIBER
                                : Verdict.DELIVERED,
                        clock.instant());
        }

        private static String refusal(Mqtt5PubAck refused) {
            Mqtt5PubAckReasonCode reason = refused.getReasonCode();
            String text = refused.getReasonString().map(said -> ": " + said).orElse("");
            return "0x%02x %s%s".formatted(reason.getCode(), reason, text);
        }

        private void forgetSettled() {
            while (!inOrder.isEmpty() && inOrder.element().posting().ended()) inOrder.remove();
        }

        private void finish() {
            complete(publishes);
            if (open.isEmpty()) completeStage();
        }

        @Override
        public void onTimer(Object key) {
            if (key.equals("last results")) {
                completeStage();
                return;
            }
            tick++;
            forgetSettled();
            if (!inOrder.isEmpty() && tick - inOrder.element().tick() > TICKS)
                end("no acknowledgement within " + settings.patience().toMillis() + " ms");
        }

        /** Completes rather than fails: the MQTT client takes an error that it no longer listens to for a bug. */
        private void end(String reason) {
            why = reason;
            completeStage();
        }

        @Override
        public void postStop() {
            ended.complete(why);
        }
    }
}
