package io.carillon.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaType;
import akka.stream.StreamLimitReachedException;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.carillon.device.RootCause;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A request's body, read at most once. */
final class Body {
    /** After decompression (contract 1, <i>Limits</i>). */
    static final int MAX_BYTES = 256 * 1024;

    /** The limit of a calendar file. */
    static final int MAX_FILE_BYTES = 2 * 1024 * 1024;

    /** How long the whole body may take (contract 1, <i>The edge</i>). */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    /** How long to read the rest of an unwanted body, whose sender is refused anyway. */
    private static final Duration UNWANTED = Duration.ofSeconds(4);

    /** What compression may add to a body that it cannot shrink. */
    private static final int PACKING = 1024;

    /**
     * How much of a refused body is read and discarded: closing on unread bytes resets the connection, and many clients
     * would never see the answer.
     */
    private static final long MAX_DRAINED_BYTES = 8L * 1024 * 1024;

    private final HttpRequest request;
    private final ActorSystem<?> system;
    private final int most;
    private @Nullable CompletionStage<Received> received;

    Body(HttpRequest request, ActorSystem<?> system) {
        this.request = request;
        this.system = system;
        most = isFile(request) ? MAX_FILE_BYTES : MAX_BYTES;
    }

    /** Whether it is a calendar of RFC 5545. */
    static boolean isFile(HttpRequest request) {
        MediaType type = request.entity().getContentType().mediaType();
        return type.mainType().equals("text") && type.subType().equals("calendar");
    }

    /** The decompressed body; fails with {@link Refused} where it is too large, too slow or malformed. */
    CompletionStage<ByteString> bytes() {
        return received().thenApply(all -> {
            if (all.size() > most + PACKING) throw new Refused(Refusal.bodyTooLarge(most));
            return Unpacked.of(all.kept(), contentEncoding(), most);
        });
    }

    /** Completes when the client has sent everything, or too much, or too slowly; never fails. */
    CompletionStage<NotUsed> drained() {
        if (isWaiting()) return CompletableFuture.completedStage(NotUsed.getInstance());
        return received()
                .handle((all, failure) -> NotUsed.getInstance())
                .toCompletableFuture()
                .completeOnTimeout(NotUsed.getInstance(), UNWANTED.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the client waits for {@code 100 Continue}, which reading sends. */
    private synchronized boolean isWaiting() {
        return received == null
                && request.getHeader("Expect")
                        .map(expected -> expected.value().equalsIgnoreCase("100-continue"))
                        .orElse(false);
    }

    private String contentEncoding() {
        return request.getHeader("Content-Encoding").map(HttpHeader::value).orElse("");
    }

    private synchronized CompletionStage<Received> received() {
        if (received == null) received = receive();
        return received;
    }

    private CompletionStage<Received> receive() {
        if (request.entity() instanceof HttpEntity.Strict strict)
            return CompletableFuture.completedStage(Received.NOTHING.plus(strict.getData(), most));
        Source<ByteString, ?> source = request.entity().withoutSizeLimit().getDataBytes();
        return source.limitWeighted(MAX_DRAINED_BYTES, bytes -> (long) bytes.size())
                .completionTimeout(PATIENCE)
                .runWith(Sink.fold(Received.NOTHING, (all, bytes) -> all.plus(bytes, most)), system)
                .exceptionally(failure -> {
                    throw refused(RootCause.unwrapped(failure));
                });
    }

    private Refused refused(Throwable failure) {
        if (failure instanceof TimeoutException) return new Refused(Refusal.BODY_TOO_SLOW);
        if (failure instanceof StreamLimitReachedException) return new Refused(Refusal.bodyTooLarge(most));
        return new Refused(Refusal.parameter("body: it broke off or is malformed"));
    }

    /** @param kept the whole body, unless it is too large */
    private record Received(ByteString kept, long size) {
        static final Received NOTHING = new Received(ByteString.emptyByteString(), 0);

        Received plus(ByteString bytes, int most) {
            long now = size + bytes.size();
            return new Received(now > most + PACKING ? ByteString.emptyByteString() : kept.concat(bytes), now);
        }
    }
}
