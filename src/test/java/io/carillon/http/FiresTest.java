package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.Served.Answered;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Reply;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Upcoming;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1: {@code GET …/fires/}. */
class FiresTest {
    private static Served api;
    private static String id;

    @BeforeAll
    static void serve() {
        api = new Served();
        api.bind("dev", "ann");
        id = api.group("dev", "7:05");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void upcomingAndRecentAreInUtcWithMilliseconds() {
        Instant at = Instant.parse("2026-03-02T04:05:00Z");
        GroupId group = GroupId.parse(id).orElseThrow();
        Occurrence occurrence = new Occurrence(group, new TaskName("t"), at);
        api.devices.fires = new Reply.Fires(
                List.of(
                        new Upcoming(new TaskName("t"), at, null),
                        new Upcoming(new TaskName("u"), at.plusMillis(5), "moved")),
                List.of(
                        new Firing(occurrence, Verdict.NO_SUBSCRIBER, 2, at.plusMillis(12), at.plusMillis(1234)),
                        new Firing(occurrence, Verdict.EXPIRED, 0, null, null)));

        Answered fires = api.get("/v3/schedule/task/" + id + "/fires/");
        assertThat(fires.message()).isEqualTo("ok");
        assertThat(fires.data().toString())
                .isEqualTo("{\"upcoming\":[{\"name\":\"t\",\"scheduled_at\":\"2026-03-02T04:05:00.000Z\"},"
                        + "{\"name\":\"u\",\"scheduled_at\":\"2026-03-02T04:05:00.005Z\",\"note\":\"moved\"}],"
                        + "\"recent\":[{\"fire_id\":\"t-1772424300\",\"name\":\"t\","
                        + "\"scheduled_at\":\"2026-03-02T04:05:00.000Z\",\"published_at\":\"2026-03-02T04:05:00.012Z\","
                        + "\"acknowledged_at\":\"2026-03-02T04:05:01.234Z\",\"answered_at\":null,"
                        + "\"attempts\":2,\"verdict\":\"no_subscriber\"},"
                        + "{\"fire_id\":\"t-1772424300\",\"name\":\"t\",\"scheduled_at\":\"2026-03-02T04:05:00.000Z\","
                        + "\"published_at\":null,\"acknowledged_at\":null,\"answered_at\":null,\"attempts\":0,\"verdict\":\"expired\"}]}");
    }

    @Test
    void theLimitIs20UnlessGiven() {
        assertThat(api.get("/v3/schedule/task/" + id + "/fires").code()).isZero();
        assertThat(limitAsked()).isEqualTo(20);
        assertThat(api.get("/v3/schedule/task/" + id + "/fires?limit=100").code())
                .isZero();
        assertThat(limitAsked()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "x", "", "1&limit=1"})
    void aLimitIs1To100(String limit) {
        JsonNode answer =
                api.get("/v3_1/schedule/task/" + id + "/fires/?limit=" + limit).json();
        assertThat(answer.at("/meta/code").intValue()).isEqualTo(10000);
        assertThat(answer.at("/meta/message").textValue()).startsWith("limit: ");
    }

    private static int limitAsked() {
        List<ReadFires> asked = api.devices.asked().stream()
                .filter(ReadFires.class::isInstance)
                .map(ReadFires.class::cast)
                .toList();
        return asked.get(asked.size() - 1).limit();
    }
}
