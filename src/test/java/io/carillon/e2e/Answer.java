package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** What the service said, with the checks of the contract's envelope. */
public record Answer(String request, int status, HttpHeaders headers, String body) {
    public JsonNode json() {
        return Json.parse(body);
    }

    public JsonNode data() {
        return json().path("data");
    }

    String message() {
        return json().path("meta").path("message").asText();
    }

    public int code() {
        return json().path("meta").path("code").asInt(-1);
    }

    /** A success in the envelope, with exactly this message. */
    Answer ok(String message) {
        assertThat(status).as("status of %s", this).isEqualTo(200);
        hasEnvelope();
        assertThat(json().path("meta").path("code").isInt() && code() == 0)
                .as("code 0 in %s", this)
                .isTrue();
        assertThat(message()).as("message of %s", this).isEqualTo(message);
        return this;
    }

    /** An extension's success. */
    Answer ok() {
        return ok("ok");
    }

    /** A group without envelope, as only the single GET answers. */
    Answer bare() {
        assertThat(status).as("status of %s", this).isEqualTo(200);
        assertThat(json().has("meta")).as("no envelope in %s", this).isFalse();
        return this;
    }

    /** An error in the envelope; the message contains each of these. */
    Answer refused(int status, int code, String... naming) {
        assertThat(this.status).as("status of %s", this).isEqualTo(status);
        hasEnvelope();
        assertThat(code()).as("code of %s", this).isEqualTo(code);
        assertThat(message()).as("message of %s", this).isNotBlank();
        for (String named : naming)
            assertThat(message()).as("message of %s", this).contains(named);
        assertThat(data().isObject()).as("data in %s", this).isTrue();
        if (data().has("field"))
            assertThat(message())
                    .as("message of %s", this)
                    .startsWith(data().path("field").asText() + ": ");
        assertThat(Json.fields(data())).as("data of %s", this).isSubsetOf("field");
        return this;
    }

    /** 400 with code 10000, the message beginning with or naming the field's path. */
    Answer wrong(String... naming) {
        return refused(400, 10000, naming);
    }

    Answer tokenRefused() {
        refused(401, 10101);
        assertThat(message()).as("message of %s", this).isEqualTo("token is error");
        return this;
    }

    Answer notBound() {
        return refused(403, 10350);
    }

    Answer notFound() {
        return refused(404, 11600);
    }

    private void hasEnvelope() {
        assertThat(Json.fields(json())).as("envelope of %s", this).containsExactlyInAnyOrder("meta", "data");
        assertThat(Json.fields(json().path("meta")))
                .as("meta of %s", this)
                .containsExactlyInAnyOrder("message", "code");
    }

    @Override
    public String toString() {
        return request + " -> " + status + " " + (body.length() > 600 ? body.substring(0, 600) + "…" : body);
    }
}
