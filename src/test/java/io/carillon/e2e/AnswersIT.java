package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract 1, <i>To the device and back</i>, with real parts: devices answer runs by hand, so that nobody waits for a minute. */
class AnswersIT {
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Broker broker = OneNode.get().broker;
    private final NodeProcess node = OneNode.get().node;
    private final Service service = OneNode.get().service;

    /** A group of a new device, whose schedule never comes due here. */
    private JsonNode group(String device, String promise) {
        service.bind(device);
        String body = Json.newGroup(device, "1111111", Json.task("3", "33", "{\"on\":1}"));
        String answer = body.substring(0, body.length() - 1) + "," + promise + "}";
        return service.alice.post(Service.TASK, answer).ok("create crontab ok.").data();
    }

    private void run(JsonNode group) {
        service.alice.post(Service.path(group) + "run/", "{}").ok();
    }

    private JsonNode recorded(JsonNode group, String verdict) {
        await("recorded as " + verdict + "; " + node)
                .atMost(LONG)
                .untilAsserted(() -> assertThat(service.verdicts(group)).isEqualTo(List.of(verdict)));
        return service.fires(group).path("recent").path(0);
    }

    private static void heard(AnsweringDevice device, int commands) {
        await().atMost(LONG).untilAsserted(() -> assertThat(device.heard()).hasSizeGreaterThanOrEqualTo(commands));
    }

    private void waits(JsonNode group) {
        await().atMost(LONG).untilAsserted(() -> assertThat(service.fires(group)
                        .path("upcoming")
                        .path(0)
                        .path("note")
                        .asText())
                .isEqualTo("waiting; run"));
    }

    @Test
    void whatTheDeviceSaysIsTheVerdict() {
        JsonNode done = group("answers-ok", "\"confirm\":true");
        JsonNode stuck = group("answers-failed", "\"confirm\":true,\"valid_for\":3600");
        try (var ok = new AnsweringDevice(broker, "answers-ok", (me, it) -> me.answer(it, null, "42 °"));
                var failed = new AnsweringDevice(broker, "answers-failed", (me, it) -> me.answer(it, "failed", ""))) {
            run(done);
            run(stuck);

            JsonNode line = recorded(done, "confirmed");
            assertThat(line.path("answer").asText()).isEqualTo("42 °");
            assertThat(line.path("answered_at").asText())
                    .isGreaterThanOrEqualTo(line.path("published_at").asText());
            assertThat(line.path("acknowledged_at").isNull()).isFalse();
            assertThat(line.path("attempts").asInt()).isEqualTo(1);
            assertThat(recorded(stuck, "failed").has("answer")).isFalse();
            assertThat(ok.heard().get(0).getMessageExpiryInterval().orElse(-1)).isBetween(28L, 33L);
        }
    }

    @Test
    void aDeviceOfMqtt311AnswersByJson() {
        JsonNode group = group("answers-311", "\"confirm\":true");
        try (var device = new AnsweringDevice(
                broker,
                "answers-311",
                (me, it) -> me.say("{\"fire_id\":\"" + AnsweringDevice.fireId(it) + "\",\"status\":\"failed\"}"))) {
            run(group);

            JsonNode line = recorded(group, "failed");
            assertThat(line.path("answer").asText()).startsWith("{\"fire_id\":");
            heard(device, 1);
        }
    }

    @Test
    void whatIsNotAnsweredIsRepeatedAndThenUnansweredUntilALateAnswerTurnsIt() {
        JsonNode group = group("answers-late", "\"confirm\":true,\"valid_for\":20,\"retry_every\":5");
        try (var device = new AnsweringDevice(broker, "answers-late", (me, it) -> {})) {
            run(group);
            heard(device, 1);
            waits(group);

            JsonNode line = recorded(group, "unanswered");
            assertThat(line.path("attempts").asInt()).isEqualTo(3);
            assertThat(device.heard()).hasSize(3);
            device.answer(AnsweringDevice.fireId(device.heard().get(0)), "ok");

            recorded(group, "confirmed");
        }
    }

    @Test
    void aDeviceThatIsBackGetsWhatIsOpenAcrossARestartOfItsNode() {
        JsonNode group = group("answers-here", "\"confirm\":true,\"valid_for\":3600,\"retry_every\":3600");
        run(group);
        node.kill();
        node.start().awaitReady();

        try (var device = new AnsweringDevice(broker, "answers-here", (me, it) -> me.answer(it, "ok", "back"))) {
            await().atMost(LONG).pollInterval(Duration.ofSeconds(7)).untilAsserted(() -> {
                device.say("{\"status\":\"here\"}");
                assertThat(device.heard()).isNotEmpty();
            });

            assertThat(recorded(group, "confirmed").path("answer").asText()).isEqualTo("back");
        }
    }

    /** It has no line yet, for its next repeat is near. Whoever starts after its validity knows that the broker had it. */
    @Test
    void whatWaitsInMemoryIsKnownAfterAnOrderlyStop() throws Exception {
        JsonNode group = group("answers-stop", "\"confirm\":true,\"valid_for\":10,\"retry_every\":5");
        run(group);
        waits(group);
        Instant over = Instant.now().plusSeconds(10);
        node.terminate();
        assertThat(node.awaitExit(Duration.ofSeconds(60))).isIn(0, 143);
        new Due(over).waitUntil(1);
        node.start().awaitReady();

        assertThat(recorded(group, "unanswered").path("attempts").asInt()).isPositive();
    }

    /** The program that {@code /docs/devices.html} shows. What was just published it would not be given again. */
    @Test
    void theDeviceOfTheDocsDoesWhatItIsToldAndAnswers() throws Exception {
        JsonNode group = group("answers-docs", "\"confirm\":true,\"valid_for\":3600,\"retry_every\":3600");
        run(group);
        waits(group);
        Due.secondAfter(Duration.ofSeconds(5)).waitUntil(0);
        try (var device = new DocumentedDevice("answers-docs", broker)) {
            recorded(group, "confirmed");

            run(group);
            await().atMost(LONG).untilAsserted(() -> assertThat(service.verdicts(group))
                    .isEqualTo(List.of("confirmed", "confirmed")));
            assertThat(device.said()).containsExactly("{\"on\":1}", "{\"on\":1}");
        }
    }

    @Test
    void whatMeansNothingIsCountedAndChangesNothing() {
        JsonNode group = group("answers-strange", "\"confirm\":true,\"valid_for\":3600");
        try (var device = new AnsweringDevice(broker, "answers-strange", (me, it) -> {})) {
            run(group);
            heard(device, 1);
            device.say("{");
            device.say("{\"fire_id\":\"x\"}");
            device.answer("nothing-1772424300", "ok");
            device.answer("nothing-1772424300", "perhaps");
            device.answer(device.heard().get(0), null, "x".repeat(1025));

            assertThat(recorded(group, "confirmed").has("answer")).isFalse();
            device.answer(AnsweringDevice.fireId(device.heard().get(0)), "failed");
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(counted("malformed")).isEqualTo(2);
                assertThat(counted("unknown")).isGreaterThanOrEqualTo(2);
                assertThat(counted("repeated")).isGreaterThanOrEqualTo(1);
            });
            recorded(group, "confirmed");
        }
    }

    private double counted(String outcome) {
        return node.metrics().sum("carillon_answers_total", "outcome=" + outcome);
    }
}
