package io.carillon.http.edge;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.japi.function.Function;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.TLSPlacebo;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** An HTTP/1.1 server without TLS whose parser sees only well-formed requests (contract 1, <i>The edge</i>). */
public final class Edge {
    private static final int BACKLOG = 1024;

    /** A TLS placeholder that does nothing. Its output is what an HTTP layer accepts, which its type does not say. */
    @SuppressWarnings("unchecked")
    private static final BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> PLAIN =
            (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
                    (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();

    private final Crowd crowd;
    private final Tcp.ServerBinding binding;

    private Edge(Crowd crowd, Tcp.ServerBinding binding) {
        this.crowd = crowd;
        this.binding = binding;
    }

    /**
     * Listens.
     *
     * @param handler answers each request; must not fail
     * @param refusals the answer to anything that is no valid request, after which the connection is closed
     */
    public static CompletionStage<Edge> bind(
            String host,
            int port,
            EdgeSettings settings,
            Function<HttpRequest, CompletionStage<HttpResponse>> handler,
            java.util.function.Function<Fault, ByteString> refusals,
            ActorSystem<?> system) {
        Crowd crowd = new Crowd(settings, System::nanoTime);
        return Tcp.get(system)
                .bind(host, port, BACKLOG, List.of(), true, Optional.empty())
                .toMat(
                        Sink.foreach(connection -> {
                            Seat seat = new Seat(crowd);
                            BidiFlow.fromGraph(new Guard(seat, refusals))
                                    .join(http(seat, handler, system))
                                    .join(connection.flow())
                                    .run(system);
                        }),
                        Keep.left())
                .run(system)
                .thenApply(binding -> new Edge(crowd, binding));
    }

    private static Flow<ByteString, ByteString, NotUsed> http(
            Seat seat, Function<HttpRequest, CompletionStage<HttpResponse>> handler, ActorSystem<?> system) {
        BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> layer =
                Http.get(system).serverLayer().atop(PLAIN);
        return Flow.of(HttpRequest.class)
                .mapAsync(1, handler::apply)
                .map(answer -> ending(answer, seat::answered))
                .join(layer);
    }

    /** The answer, with a callback for when all of it has been passed on. */
    private static HttpResponse ending(HttpResponse answer, Runnable ended) {
        if (!answer.entity().isStrict())
            return answer.transformEntityDataBytes(Flow.of(ByteString.class).watchTermination((nothing, end) -> {
                end.whenComplete((done, failure) -> ended.run());
                return nothing;
            }));
        ended.run();
        return answer;
    }

    public InetSocketAddress localAddress() {
        return binding.localAddress();
    }

    /** Stops listening, answers pending requests within the deadline, and closes all connections. */
    public void addToCoordinatedShutdown(Duration deadline, ActorSystem<?> system) {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "unbind", () -> binding.unbind()
                .thenApply(unbound -> Done.getInstance()));
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "answer-last-requests", () -> crowd.drain()
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(Done.getInstance(), deadline.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, never) -> crowd.close()));
    }
}
