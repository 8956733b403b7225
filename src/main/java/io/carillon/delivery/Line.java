package io.carillon.delivery;

import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.stream.ActorAttributes;
import akka.stream.Attributes;
import akka.stream.BoundedSourceQueue;
import akka.stream.ClosedShape;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.AsPublisher;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.GraphDSL;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RunnableGraph;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.carillon.device.Courier.Ring;
import io.carillon.device.Courier.Sending;
import io.carillon.device.Courier.Trouble;
import io.reactivex.Flowable;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** One connection's stream: queue, {@link Window}, MQTT client and back. Every posting given to it ends. */
final class Line {
    static final String DISPATCHER = "carillon.mqtt-dispatcher";

    /** Results between the client's threads and ours. */
    private static final int BATCH = 256;

    private final Set<Posting> outstanding = ConcurrentHashMap.newKeySet();
    private final Window window;
    private final BoundedSourceQueue<Posting> queue;
    private final CompletionStage<String> ended;
    private volatile boolean over;

    /** @param client connected */
    Line(
            Mqtt5RxClient client,
            int room,
            MqttSettings settings,
            ActorSystem<?> system,
            Executor dispatcher,
            InstantSource clock) {
        window = new Window(room, settings, clock);
        ended = window.ended().thenApply(this::end);
        Source<Posting, BoundedSourceQueue<Posting>> postings = Source.queue(settings.queue());
        Sink<Mqtt5Publish, Publisher<Mqtt5Publish>> publishes = Sink.asPublisher(AsPublisher.WITHOUT_FANOUT);
        Source<Mqtt5PublishResult, Subscriber<Mqtt5PublishResult>> results = Source.asSubscriber();
        Flow<Mqtt5Publish, Mqtt5PublishResult, Pair<Publisher<Mqtt5Publish>, Subscriber<Mqtt5PublishResult>>> mqtt =
                Flow.fromSinkAndSourceMat(publishes, results, Pair::create);
        Pair<BoundedSourceQueue<Posting>, Pair<Publisher<Mqtt5Publish>, Subscriber<Mqtt5PublishResult>>> ends =
                RunnableGraph.fromGraph(GraphDSL.create(postings, mqtt, Keep.both(), (graph, source, broker) -> {
                            var middle = graph.add(window);
                            graph.from(source).toInlet(middle.in0());
                            graph.from(middle.out()).via(broker).toInlet(middle.in1());
                            return ClosedShape.getInstance();
                        }))
                        .withAttributes(
                                ActorAttributes.dispatcher(DISPATCHER).and(Attributes.inputBuffer(BATCH, BATCH)))
                        .run(system);
        queue = ends.first();
        // may block: never on a caller's thread
        dispatcher.execute(
                () -> client.publish(Flowable.fromPublisher(ends.second().first()))
                        .subscribe(ends.second().second()));
    }

    Sending publish(Ring ring) {
        Posting posting = new Posting(ring);
        outstanding.add(posting);
        posting.delivery().whenComplete((delivery, never) -> outstanding.remove(posting));
        QueueOfferResult offered = queue.offer(posting);
        if (offered == QueueOfferResult.dropped()) posting.fail(Trouble.QUEUE_FULL, "busy");
        else if (!offered.isEnqueued() || over) posting.fail(Trouble.CONNECTION_LOST, "the connection was lost");
        return posting;
    }

    /** Sends nothing more; what is in flight gets what results there are. */
    void lose(Throwable cause) {
        queue.fail(cause);
    }

    /** Takes nothing more, sends what it has. */
    void finish() {
        queue.complete();
    }

    /** Why; every posting has its end by then. */
    CompletionStage<String> ended() {
        return ended;
    }

    int inFlight() {
        return window.inFlight();
    }

    int waiting() {
        return queue.size();
    }

    private String end(String why) {
        over = true;
        outstanding.forEach(posting -> posting.fail(Trouble.CONNECTION_LOST, why));
        return why;
    }
}
