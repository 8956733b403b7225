package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What contract 3 promises of firings: by what the subscriber heard, and by what {@code fires} records. */
final class Fires {
    private Fires() {}

    /** Never before its time, and published within 2 s of it. */
    static void onTime(List<Received> received, Due due) {
        assertThat(received).isNotEmpty().allSatisfy(one -> assertThat(one.at()).isBetween(due.at(), due.plus(2)));
    }

    /** Every task of the group arrived, with the one id that its occurrence has; repeats carry the same. */
    static void eachArrived(List<Received> received, JsonNode group, Due due) {
        assertThat(received.stream().map(Received::fireId).collect(Collectors.toSet()))
                .isEqualTo(ids(group, due));
        assertThat(received).allSatisfy(one -> assertThat(one.at()).isAfterOrEqualTo(due.at()));
    }

    static void recorded(Service service, JsonNode group, List<String> verdicts, Instant until, NodeProcess node) {
        await("recorded as " + verdicts + "; " + node)
                .atMost(Duration.between(Instant.now(), until).plusSeconds(1))
                .untilAsserted(() -> assertThat(service.verdicts(group)).isEqualTo(verdicts));
    }

    /** Every task of the group is recorded, once and in full, as delivered at that time. */
    static void delivered(Service service, JsonNode group, Due due, NodeProcess node) {
        await("all recorded as delivered; " + node)
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(service.verdicts(group))
                        .hasSize(group.path("tasks").size())
                        .containsOnly("delivered"));
        JsonNode recent = service.fires(group).path("recent");
        assertThat(Json.list(recent).stream()
                        .map(fire -> fire.path("fire_id").asText())
                        .collect(Collectors.toSet()))
                .isEqualTo(ids(group, due));
        recent.forEach(fire -> {
            assertThat(Json.fields(fire))
                    .containsExactlyInAnyOrder(
                            "fire_id",
                            "name",
                            "scheduled_at",
                            "published_at",
                            "acknowledged_at",
                            "answered_at",
                            "attempts",
                            "verdict");
            assertThat(fire.path("fire_id").asText())
                    .startsWith(fire.path("name").asText());
            assertThat(Instant.parse(fire.path("scheduled_at").asText())).isEqualTo(due.at());
            Instant published = Instant.parse(fire.path("published_at").asText());
            assertThat(published).isAfterOrEqualTo(due.at());
            assertThat(Instant.parse(fire.path("acknowledged_at").asText())).isAfterOrEqualTo(published);
            assertThat(fire.path("attempts").asInt()).isPositive();
        });
    }

    private static Set<String> ids(JsonNode group, Due due) {
        return Service.names(group).stream()
                .map(name -> name + "-" + due.at().getEpochSecond())
                .collect(Collectors.toSet());
    }
}
