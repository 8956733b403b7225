package io.carillon.http;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.util.ByteString;
import io.carillon.schedule.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The cluster's news as server-sent events, for administrators. */
final class Live {
    /** The longest stream: timers are limited to some months. Clients reconnect. */
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
                        watch.follow()
                                .takeWithin(left(call.token()))
                                .map(ClusterView::event)
                                .map(ByteString::fromString))));
    }

    /** The time until the token ends. */
    private Duration left(Token token) {
        Duration left = Duration.between(clock.instant(), token.until());
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }
}
