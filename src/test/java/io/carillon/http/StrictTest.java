package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Prefer: handling=strict}: contract 1, <i>Request fields</i>. */
class StrictTest {
    @RegisterExtension
    static final Served api = new Served();

    @BeforeAll
    static void serve() {
        api.bind("dev", "ann");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"device_id\":\"dev\",\"period\":\"1111111\",\"perlod\":1,\"tasks\":[%s]}|perlod",
                "{\"device_id\":\"dev\",\"period\":\"1111111\",\"tasks\":[%s,{\"hour\":\"1\",\"minute\":\"2\",\"commands\":\"{}\",\"x\":null}]}|tasks[1].x"
            })
    void anUnknownFieldIsNamedWhereTheCallerWantsIt(String body, String field) {
        String json = body.formatted(Served.task("7", "5", "{}"));
        Answered strict = post(json, "respond-async, handling=strict");
        assertThat(strict.status()).isEqualTo(400);
        assertThat(strict.data().path("field").asText()).isEqualTo(field);
        assertThat(post(json, "handling=lenient").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"handling=strict", "Handling = \"strict\"; x=y"})
    void whatIsKnownIsAcceptedThoughItSaysNothing(String prefer) {
        String task = "{\"name\":\"x\",\"hour\":\"1\",\"minute\":\"2\",\"commands\":\"{}\"}";
        Answered made = post(
                "{\"device_id\":\"dev\",\"period\":\"1111111\",\"start_date\":null,\"except_dates\":[\"2026-05-01\"],\"tasks\":["
                        + task + "]}",
                prefer);
        assertThat(made.code()).as(made.raw().body()).isZero();
    }

    @Test
    void aPutKnowsTheDeviceIdThatItIgnores() {
        String group = api.group("dev", "7:5");
        Answered put = api.send(
                Served.USER,
                "PUT",
                "/v3/schedule/task/" + group + "/",
                "application/json",
                BodyPublishers.ofString("{\"device_id\":3,\"period\":\"1111111\",\"enabled\":true,\"tasks\":["
                        + Served.task("7", "5", "{}") + "]}"),
                "Prefer",
                "handling=strict");
        assertThat(put.code()).as(put.raw().body()).isZero();
    }

    private static Answered post(String json, String prefer) {
        return api.send(
                Served.USER,
                "POST",
                "/v3/schedule/task/",
                "application/json",
                BodyPublishers.ofString(json),
                "Prefer",
                prefer);
    }
}
