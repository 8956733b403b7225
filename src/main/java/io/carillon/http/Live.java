package io.carillon.http;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.device.FiringJson;
import io.carillon.http.ClusterNews.Nodes;
import io.carillon.http.ClusterNews.Second;
import io.carillon.schedule.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The cluster's news as server-sent events {@code nodes} and {@code firings}, for administrators. */
final class Live {
    /** No stream is longer, since timers go no further than some months: its client asks again. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final ClusterWatch watch;
    private final InstantSource clock;

    Live(ClusterWatch watch, InstantSource clock) {
        this.watch = watch;
        this.clock = clock;
    }

    CompletionStage<HttpResponse> follow(Call call) {
        if (!call.token().admin()) throw new Refused(Refusal.of(Problem.NOT_ADMIN));
        return CompletableFuture.completedStage(HttpResponse.create()
                .addHeader(Answer.NO_STORE)
                .addHeader(HttpHeader.parse("X-Accel-Buffering", "no"))
                .withEntity(HttpEntities.create(
                        MediaTypes.TEXT_EVENT_STREAM.toContentType(),
                        watch.follow().takeWithin(left(call.token())).map(Live::event))));
    }

    /** Until the token ends. */
    private Duration left(Token token) {
        Duration left = Duration.between(clock.instant(), token.until());
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }

    private static ByteString event(ClusterNews news) {
        return news instanceof Second second ? event("firings", second(second)) : event("nodes", nodes((Nodes) news));
    }

    private static ByteString event(String name, ObjectNode data) {
        return ByteString.fromString("event: " + name + "\ndata: " + data + "\n\n");
    }

    private static ObjectNode nodes(Nodes news) {
        ObjectNode json = Json.object();
        ArrayNode nodes = json.putArray("nodes");
        for (ClusterNews.Node node : news.nodes())
            nodes.addObject()
                    .put("address", node.address())
                    .put("status", node.status())
                    .put("reachable", node.reachable())
                    .put("oldest", node.oldest())
                    .put("version", node.version())
                    .put("shards", node.shards())
                    .put("devices", node.devices());
        return json;
    }

    private static ObjectNode second(Second second) {
        ObjectNode json = Json.object().put("node", second.node()).put("at", FiringJson.utc(second.at()));
        ObjectNode verdicts = json.putObject("verdicts");
        new TreeMap<>(second.verdicts())
                .forEach((verdict, count) -> verdicts.put(verdict.name().toLowerCase(Locale.ROOT), count));
        ArrayNode late = json.putArray("late_ms");
        new TreeMap<>(second.late())
                .forEach((millis, count) -> late.addArray().add(millis).add(count));
        return json;
    }
}
