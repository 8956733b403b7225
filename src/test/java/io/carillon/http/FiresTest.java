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
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1: {@code GET …/fires/}. */
class FiresTest {
    @RegisterExtension
    static final Served api = new Served();

    private static String id;

    @BeforeAll
    static void serve() {
        api.bind("dev", "ann");
        id = api.group("dev", "7:05");
    }

    @Test
    void upcomingAndRecentAreInUtcWithMilliseconds() {
        Instant at = Instant.parse("2026-03-02T04:05:00Z");
        GroupId group = GroupId.parse(id).orElseThrow();
        Occurrence occurrence = new Occurrence(group, new TaskName("t"), at);
        api.devices.fires = new Reply.Fires(
                List.of(
                        new Upcoming(group, new TaskName("t"), at, null),
                        new Upcoming(group, new TaskName("u"), at.plusMillis(5), "moved")),
                List.of(
                        new Firing(occurrence, Verdict.NO_SUBSCRIBER, 2, at.plusMillis(12), at.plusMillis(1234)),
                        new Firing(occurrence, Verdict.EXPIRED, 0, null, null, "broker away", null)));

        Answered fires = api.get("/v3/schedule/task/" + id + "/fires/");
        assertThat(fires.message()).isEqualTo("ok");
        assertThat(fires.data().toString())
                .isEqualTo("{\"upcoming\":[{\"name\":\"t\",\"scheduled_at\":\"2026-03-02T04:05:00.000Z\"},"
                        + "{\"name\":\"u\",\"scheduled_at\":\"2026-03-02T04:05:00.005Z\",\"note\":\"moved\"}],"
                        + "\"recent\":[{\"fire_id\":\"t-1772424300\",\"name\":\"t\","
                        + "\"scheduled_at\":\"2026-03-02T04:05:00.000Z\",\"published_at\":\"2026-03-02T04:05:00.012Z\","
                        + "\"acknowledged_at\":\"2026-03-02T04:05:01.234Z\",\"answered_at\":null,\"attempts\":2,"
                        + "\"verdict\":\"no_subscriber\"},"
                        + "{\"fire_id\":\"t-1772424300\",\"name\":\"t\",\"scheduled_at\":\"2026-03-02T04:05:00.000Z\","
                        + "\"published_at\":null,\"acknowledged_at\":null,\"answered_at\":null,\"attempts\":0,"
                        + "\"verdict\":\"expired\",\"reason\":\"broker away\"}]}");

        Answered all = api.get("/v3/devices/dev/fires/");
        assertThat(all.message()).isEqualTo("ok");
        for (String list : List.of("upcoming", "recent"))
            for (JsonNode entry : all.data().get(list)) {
                assertThat(entry.properties().iterator().next().getKey()).isEqualTo("group_id");
                assertThat(entry.get("group_id").textValue()).isEqualTo(id);
            }
        api.devices.fires = null;
    }

    @Test
    void theLimitIs20UnlessGiven() {
        assertThat(api.get("/v3/schedule/task/" + id + "/fires").code()).isZero();
        assertThat(limitAsked()).isEqualTo(20);
        assertThat(api.get("/v3/schedule/task/" + id + "/fires?limit=1000").code())
                .isZero();
        assertThat(limitAsked()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "x", "", "1&limit=1"})
    void aLimitIs1To1000(String limit) {
        JsonNode answer =
                api.get("/v3_1/schedule/task/" + id + "/fires/?limit=" + limit).json();
        assertThat(answer.at("/meta/code").intValue()).isEqualTo(10000);
        assertThat(answer.at("/meta/message").textValue()).startsWith("limit: ");
    }

    @Test
    void fromAndToAreInstantsInAnyOffset() {
        for (String fires : List.of("schedule/task/" + id, "devices/dev")) {
            assertThat(api.get("/v3/" + fires + "/fires/?from=2026-03-02T04:05Z&to=2026-03-02T12:05:00.001%2B08:00")
                            .code())
                    .isZero();
            assertThat(asked())
                    .extracting(ReadFires::from, ReadFires::to)
                    .containsExactly(Instant.parse("2026-03-02T04:05:00Z"), Instant.parse("2026-03-02T04:05:00.001Z"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-03-02", "2026-03-02T04:05:00", "%2B12026-03-02T04:05:00Z", "-0001-03-02T04:05:00Z", "x", ""
            })
    void whatIsNoInstantIs10000(String text) {
        for (String name : List.of("from", "to")) {
            Answered answered = api.get("/v3/devices/dev/fires/?" + name + "=" + text);
            assertThat(answered.code()).isEqualTo(10000);
            assertThat(answered.message()).startsWith(name + ": an instant of ISO 8601");
        }
    }

    @Test
    void toIsAfterFrom() {
        Answered answered = api.get("/v3/devices/dev/fires/?from=2026-03-02T04:05:00Z&to=2026-03-02T04:05:00Z");
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.message()).startsWith("to: an instant after from expected");
    }

    @Test
    void aDevicesFiresAreForItsUsersAndAdministratorsAndAGroupsForItsUsersAlone() {
        assertThat(api.asAdmin("GET", "/v3/devices/dev/fires/").code()).isZero();
        assertThat(api.asAdmin("GET", "/v3/schedule/task/" + id + "/fires/").code())
                .isEqualTo(11600);
        assertThat(api.send(Served.jwt("eve"), "GET", "/v3/devices/dev/fires/", null, BodyPublishers.noBody())
                        .code())
                .isEqualTo(11600);
        assertThat(api.get("/v3/devices/dev/fires/").data().get("upcoming")).hasSize(20);
    }

    private static int limitAsked() {
        return asked().limit();
    }

    private static ReadFires asked() {
        List<ReadFires> asked = api.devices.asked().stream()
                .filter(ReadFires.class::isInstance)
                .map(ReadFires.class::cast)
                .toList();
        return asked.get(asked.size() - 1);
    }
}
