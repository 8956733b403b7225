package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import io.carillon.Receiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 1, <i>Events</i>, with real parts, through a receiver that is away and the death of one of two nodes. */
class EventsIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final int DEVICES = 12;
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void everyVerdictIsToldAtLeastOnceByWebhookAndOverMqttWhateverNodeDies(@TempDir Path directory) throws Exception {
        try (Stage stage = new Stage("events");
                Receiver receiver = new Receiver();
                Subscriber wall = new Subscriber(stage.broker, "carillon/events/{device_id}")) {
            receiver.behave(Receiver.saying(500, "X-Nothing", "said"));
            String url = stage.database.create("events");
            NodeProcess one = node("events", url, stage, receiver, directory);
            NodeProcess two = node("events-two", url, stage, receiver, directory);
            NodeProcess first = one.outlasts(two) ? one : two;
            NodeProcess second = first == one ? two : one;
            first.set("CARILLON_SEED_NODES", first.address());
            second.set("CARILLON_SEED_NODES", first.address());
            try (first) {
                Service service = Stage.started(first);
                try (second) {
                    Stage.started(second);
                    List<JsonNode> groups = new ArrayList<>();
                    for (int i = 0; i < DEVICES; i++) {
                        String device = service.bind("events-" + i);
                        wall.devices(device);
                        groups.add(service.create(device, "1111111", Json.task("3", "33", "{\"on\":1}")));
                    }
                    for (JsonNode group : groups)
                        service.alice.post(Service.path(group) + "run/", "{}").ok();
                    await().atMost(LONG)
                            .untilAsserted(() -> assertThat(receiver.got()).hasSizeGreaterThanOrEqualTo(DEVICES));
                    assertThat(second.metrics().sum("carillon_events_dropped_total"))
                            .isZero();

                    Set<String> expected = groups.stream()
                            .map(group -> told(service, group))
                            .map(fire -> fire.path("fire_id").asText() + "/"
                                    + fire.path("verdict").asText())
                            .collect(Collectors.toSet());
                    assertThat(expected).hasSize(DEVICES);

                    second.kill();
                    receiver.behave(exchange -> exchange.sendResponseHeaders(204, -1));

                    await().atMost(LONG).untilAsserted(() -> {
                        assertThat(ids(receiver.taken().stream()
                                        .map(Receiver.Got::body)
                                        .toList()))
                                .as("taken by the webhook's receiver")
                                .isEqualTo(expected);
                        assertThat(ids(wall.all().stream()
                                        .map(Received::payload)
                                        .toList()))
                                .as("heard over MQTT")
                                .isEqualTo(expected);
                        assertThat(first.metrics().sum("carillon_events_waiting"))
                                .isZero();
                    });
                    Receiver.Got taken = receiver.taken().get(0);
                    new Webhook(SECRET).verify(taken.body(), taken.headers());
                    assertThat(wall.all().get(0).contentType()).isEqualTo("application/cloudevents+json");
                }
            }
        }
    }

    private static NodeProcess node(String name, String url, Stage stage, Receiver receiver, Path directory) {
        return NodeProcess.named("firing/" + name)
                .set("CARILLON_DB_URL", url)
                .set("CARILLON_DB_USER", Database.USER)
                .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                .set("CARILLON_MQTT_URL", stage.broker.url())
                .set("CARILLON_JWT_SECRET", Service.SECRET)
                .set("CARILLON_EVENTS_OF", "all")
                .set("CARILLON_EVENTS_MQTT_TOPIC", "carillon/events/{device_id}")
                .set("CARILLON_EVENTS_WEBHOOK", receiver.url())
                .set("CARILLON_EVENTS_SECRET", SECRET)
                .set("CARILLON_EVENTS_TLS_CA", receiver.authority(directory));
    }

    private static JsonNode told(Service service, JsonNode group) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(service.verdicts(group)).hasSize(1));
        return service.fires(group).path("recent").path(0);
    }

    /** Of events, without the device. */
    private static Set<String> ids(List<String> events) {
        return events.stream()
                .map(event -> Json.parse(event).path("id").asText().replaceFirst("[^/]*/", ""))
                .collect(Collectors.toSet());
    }
}
