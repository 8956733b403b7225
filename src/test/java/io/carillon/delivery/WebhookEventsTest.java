package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.standardwebhooks.Webhook;
import com.typesafe.config.ConfigFactory;
import io.carillon.Authority;
import io.carillon.Receiver;
import io.carillon.Receiver.Got;
import io.carillon.device.Herald;
import io.carillon.device.Herald.Reception;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>Events</i>, against a real receiver. */
class WebhookEventsTest {
    private static final String SECRET = secret("a secret of at least 24 bytes");
    private static final String NEXT = secret("the next one while rotating");

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load("delivery"));
    private final Receiver receiver = new Receiver();

    private Path authority;

    @BeforeEach
    void trust(@TempDir Path directory) {
        authority = receiver.authority(directory);
    }

    @AfterEach
    void stop() {
        receiver.close();
        kit.shutdownTestKit();
    }

    private static String secret(String bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.UTF_8));
    }

    private Herald webhook(URI url, String secrets) {
        return new WebhookEvents(
                new WebhookSettings(url, WebhookSettings.keys(secrets), Optional.of(WebhookSettings.trust(authority))),
                kit.system(),
                InstantSource.system());
    }

    private Reception told() throws Exception {
        return told(webhook(receiver.url(), SECRET));
    }

    private static Reception told(Herald webhook) throws Exception {
        return webhook.tell(Notices.failed("lamp")).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aReceiverThatKnowsTheSecretVerifiesWhatItGets() throws Exception {
        assertThat(told()).isEqualTo(Reception.TAKEN);

        Got got = receiver.got().get(0);
        assertThat(got.path()).isEqualTo("/events");
        assertThat(got.headers().get("Content-type")).containsExactly("application/cloudevents+json");
        assertThat(got.headers().get("Webhook-id"))
                .containsExactly(Notices.failed("lamp").id());
        assertThat(got.body()).isEqualTo(CloudEvent.of(Notices.failed("lamp")));
        new Webhook(SECRET).verify(got.body(), got.headers());
        assertThatThrownBy(() -> new Webhook(NEXT).verify(got.body(), got.headers()))
                .isInstanceOf(com.standardwebhooks.exceptions.WebhookVerificationException.class);
    }

    @Test
    void whileRotatingEitherSecretVerifies() throws Exception {
        told(webhook(receiver.url(), SECRET + " " + NEXT));

        Got got = receiver.got().get(0);
        new Webhook(SECRET).verify(got.body(), got.headers());
        new Webhook(NEXT).verify(got.body(), got.headers());
    }

    /** The example of the standard's own libraries. */
    @Test
    void signsAsTheStandardDoes() throws Exception {
        Webhook key =
                WebhookSettings.keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").get(0);
        assertThat(key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void anyAnswerOf2xxTakesIt(int status) throws Exception {
        receiver.behave(exchange -> exchange.sendResponseHeaders(status, -1));
        assertThat(told()).isEqualTo(Reception.TAKEN);
    }

    @Test
    void anyOtherAnswerRefusesItAndARedirectIsNotFollowed() throws Exception {
        receiver.behave(Receiver.saying(307, "Location", receiver.url() + "/elsewhere"));
        assertThat(told()).isEqualTo(Reception.refused("HTTP status 307"));
        receiver.behave(Receiver.saying(500, "X-Nothing", "said"));
        assertThat(told()).isEqualTo(Reception.refused("HTTP status 500"));
        receiver.behave(Receiver.saying(503, "Retry-After", "120"));
        assertThat(told()).isEqualTo(new Reception("HTTP status 503", Duration.ofSeconds(120)));
        assertThat(receiver.got()).extracting(Got::path).containsOnly("/events").hasSize(3);
    }

    @Test
    void aReceiverThatStallsOrIsAwayRefuses() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        receiver.behave(exchange -> {
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            assertThat(told().refused()).contains("timed out");
        } finally {
            over.countDown();
        }
        receiver.close();
        assertThat(told().refused()).isNotNull();
    }

    @Test
    void aReceiverOfAnotherAuthorityIsNotTold() throws Exception {
        try (Receiver stranger = new Receiver(new Authority("strangers").issue("receiver"))) {
            assertThat(told(webhook(stranger.url(), SECRET)).refused()).isNotNull();
            assertThat(stranger.got()).isEmpty();
        }
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        Instant now = Instant.parse("2026-03-01T10:00:00Z");
        assertThat(WebhookEvents.pause("90", now)).isEqualTo(Duration.ofSeconds(90));
        assertThat(WebhookEvents.pause("Sun, 01 Mar 2026 10:02:00 GMT", now)).isEqualTo(Duration.ofSeconds(120));
        assertThat(WebhookEvents.pause("soon", now)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h/x", "https://", "https://user:pw@h/x", "ftp://h", "no url", ""})
    void onlyHttpsUrlsAreTaken(String text) {
        assertThatThrownBy(() -> WebhookSettings.url(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("pw@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_c2hvcnQ=",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_!MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw "
                        + "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void secretsThatTheStandardDoesNotKnowAreRefused(String text) {
        assertThatThrownBy(() -> WebhookSettings.keys(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("MfKQ9r8");
    }
}
