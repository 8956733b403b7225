package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, {@code Idempotency-Key}: a repeat says so. */
class ReplayedTest {
    private static final String TASK = "/v3/schedule/task/";

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    @Test
    void aRepeatedCreationSaysSoAndTheFirstDoesNot() {
        assertThat(replayed(create("a"))).isEmpty();
        assertThat(replayed(create("a"))).contains("true");
        assertThat(replayed(create("b"))).isEmpty();
        assertThat(replayed(api.post(TASK, body()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip/", "run/"})
    void aRepeatedSkipOrRunSaysSo(String what) {
        String path = TASK + api.group(device, "7:05") + "/" + what;

        Answered first = keyed(path, "", "k");
        assertThat(replayed(first)).isEmpty();
        assertThat(replayed(keyed(path, "", "other"))).isEmpty();
        Answered again = keyed(path, "", "k");
        assertThat(replayed(again)).contains("true");
        assertThat(again.raw().headers().firstValue("Scheduled-At"))
                .isPresent()
                .isEqualTo(first.raw().headers().firstValue("Scheduled-At"));
    }

    @Test
    void aRefusalDoesNot() {
        create("a");
        Answered reused = keyed(TASK, body().replace("0111110", "1111111"), "a");
        assertThat(reused.status()).isEqualTo(409);
        assertThat(replayed(reused)).isEmpty();
    }

    private Answered create(String key) {
        return keyed(TASK, body(), key);
    }

    private String body() {
        return Served.create(device, "0111110", List.of(Served.task("7", "5", "{}")));
    }

    private static Answered keyed(String path, String body, String key) {
        return api.send(
                Served.USER,
                "POST",
                path,
                "application/json",
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                "Idempotency-Key",
                key);
    }

    private static Optional<String> replayed(Answered answered) {
        return answered.raw().headers().firstValue("Idempotent-Replayed");
    }
}
