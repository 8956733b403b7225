package io.carillon.delivery;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.stream.javadsl.JavaFlowSupport;
import akka.stream.javadsl.Sink;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.carillon.device.Herald;
import io.carillon.device.Notice;
import io.carillon.device.RootCause;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Posts events by HTTP, signed by Standard Webhooks. Only an answer of 2xx counts as success. Its body is read to the
 * end so that the connection can be reused, unless it is long or slow.
 */
public final class WebhookEvents implements Herald {
    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    private static final int PIECES_OF_A_BODY = 64;

    private final WebhookSettings settings;
    private final ActorSystem<?> system;
    private final InstantSource clock;
    private final HttpClient client;

    /** @param clock for the signature's timestamp, whose age the receiver checks */
    public WebhookEvents(WebhookSettings settings, ActorSystem<?> system, InstantSource clock) {
        this.settings = settings;
        this.system = system;
        this.clock = clock;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECTED_WITHIN)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(system.dispatchers().lookup(DispatcherSelector.fromConfig("carillon.webhook-dispatcher")));
        settings.trust().ifPresent(builder::sslContext);
        client = builder.build();
    }

    @Override
    public CompletionStage<Reception> tell(Notice notice) {
        return client.sendAsync(request(notice), HttpResponse.BodyHandlers.ofPublisher())
                .handle((answer, failed) -> failed == null ? reception(answer) : Reception.refused(reason(failed)));
    }

    private HttpRequest request(Notice notice) {
        String body = CloudEvent.of(notice);
        long now = clock.instant().getEpochSecond();
        StringJoiner signatures = new StringJoiner(" ");
        for (Webhook key : settings.keys()) signatures.add(signed(key, notice.id(), now, body));
        return HttpRequest.newBuilder(settings.url())
                .timeout(ANSWERED_WITHIN)
                .header("Content-Type", CloudEvent.CONTENT_TYPE)
                .header(Webhook.UNBRANDED_MSG_ID_KEY, notice.id())
                .header(Webhook.UNBRANDED_MSG_TIMESTAMP_KEY, Long.toString(now))
                .header(Webhook.UNBRANDED_MSG_SIGNATURE_KEY, signatures.toString())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static String signed(Webhook key, String id, long now, String body) {
        try {
            return key.sign(id, now, body);
        } catch (WebhookSigningException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
    }

    /** Behind a time-out stands how the connection was closed over it. */
    private static String reason(Throwable failed) {
        return RootCause.chain(failed)
                .filter(HttpTimeoutException.class::isInstance)
                .findFirst()
                .map(timedOut -> String.valueOf(timedOut.getMessage()))
                .orElseGet(() -> RootCause.message(failed));
    }

    private Reception reception(HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer) {
        JavaFlowSupport.Source.fromPublisher(answer.body())
                .take(PIECES_OF_A_BODY)
                .takeWithin(ANSWERED_WITHIN)
                .runWith(Sink.ignore(), system);
        int status = answer.statusCode();
        if (status >= 200 && status < 300) return Reception.TAKEN;
        String asked = answer.headers().firstValue("Retry-After").orElse(null);
        return new Reception("HTTP status " + status, asked == null ? null : pause(asked, clock.instant()));
    }

    /** The pause that {@code Retry-After} asks for, as seconds or a date; null where it is neither. */
    static @Nullable Duration pause(String asked, Instant now) {
        if (asked.matches("\\d{1,9}")) return Duration.ofSeconds(Long.parseLong(asked));
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(asked, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException neither) {
            return null;
        }
    }
}
