package io.carillon.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.util.ByteString;
import io.carillon.http.edge.Edge;
import io.carillon.http.edge.EdgeSettings;
import io.carillon.http.edge.Fault;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Serves the API on a socket, behind the {@link Edge}; the edge's refusals have the API's envelope too. */
public final class Server {
    private final Api api;
    private final RequestListener listener;
    private final ActorSystem<?> system;

    public Server(Api api, RequestListener listener, ActorSystem<?> system) {
        this.api = api;
        this.listener = listener;
        this.system = system;
    }

    public CompletionStage<Edge> bind(String host, int port) {
        return bind(host, port, EdgeSettings.ofHeap(Body.MAX_FILE_BYTES));
    }

    CompletionStage<Edge> bind(String host, int port, EdgeSettings settings) {
        return Edge.bind(host, port, settings, api.route().function(system), this::refusal, system);
    }

    private ByteString refusal(Fault fault) {
        Refusal refusal = Refusal.malformed(fault.status(), String.valueOf(fault.getMessage()));
        listener.answered(
                new RequestListener.Answered(Api.OTHER, Api.OTHER, refusal.status(), refusal.code(), Duration.ZERO));
        String id = fault.requestId() == null ? RequestId.ours() : fault.requestId();
        Errors.tell(refusal.status(), id, "a malformed request");
        return bytes(Answer.common(Errors.answer(refusal), id));
    }

    /** Rendered as the HTTP layer would: the edge has none. */
    private static ByteString bytes(HttpResponse answer) {
        HttpEntity.Strict entity = (HttpEntity.Strict) answer.entity();
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(answer.status().intValue())
                .append(' ')
                .append(answer.status().reason());
        for (HttpHeader header : answer.getHeaders())
            head.append("\r\n").append(header.name()).append(": ").append(header.value());
        head.append("\r\nContent-Type: ").append(entity.getContentType());
        head.append("\r\nContent-Length: ").append(entity.getData().size());
        head.append("\r\nConnection: close\r\n\r\n");
        return ByteString.fromString(head.toString()).concat(entity.getData());
    }
}
