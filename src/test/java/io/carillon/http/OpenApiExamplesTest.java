package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpEntity;
import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.DescribedApi.Fixture;
import io.carillon.http.OpenApi.Operation;
import io.carillon.http.Served.Answered;
import io.carillon.schedule.Caller;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Group;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Timing;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Verdict;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every example of the document is what the service says. */
class OpenApiExamplesTest {
    private static final OpenApi DESCRIBED = OpenApi.read();

    /** One after the other on one device. */
    private static final List<String> LIFE = List.of(
            "readGroup",
            "patchGroup",
            "updateGroup",
            "listGroups",
            "listFires",
            "previewGroup",
            "listDeviceFires",
            "listDevices",
            "skipNext",
            "undoSkips",
            "runNow",
            "callOffRuns",
            "bindUser",
            "listBindings",
            "putCalendar",
            "readCalendar",
            "listCalendars",
            "setTimeZone",
            "readDevice",
            "deleteGroup",
            "unbindUser",
            "clearDevice",
            "deleteCalendar");

    private static final List<String> ADMINS = List.of(
            "bindUser", "listBindings", "putCalendar", "setTimeZone", "unbindUser", "clearDevice", "deleteCalendar");

    private static DescribedApi api;

    @BeforeAll
    static void serve() {
        api = new DescribedApi(DESCRIBED);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aDevicesLifeIsAnsweredAsTheExamplesSay() throws Exception {
        Operation create = DESCRIBED.operation("createGroup");
        Fixture fixture = api.fixture();
        assertThat(fixture.asExample(Answer.envelope("create crontab ok.", 0, fixture.group)))
                .isEqualTo(create.answerExample().toString());
        api.served.asAdmin("DELETE", "/v3/devices/" + fixture.device + "/bindings/ann/");
        api.served.bind(fixture.device, "alice");
        for (String id : LIFE) {
            Operation operation = DESCRIBED.operation(id);
            Map<String, String> values = fixture.values();
            for (JsonNode parameter : operation.parameters())
                if (parameter.get("in").textValue().equals("query")
                        && !values.containsKey(parameter.get("name").textValue()))
                    values.put(
                            parameter.get("name").textValue(),
                            parameter.get("example").asText());
            if (id.equals("listFires")) fires(fixture);
            if (id.equals("listDevices")) api.served.index.finds(1, fixture.device);
            String user = ADMINS.contains(id) ? Served.ADMIN : Served.jwt("alice");
            Answered answered = api.call(operation, api.url(operation, values), user, fixture.body(operation));
            assertThat(OpenApi.JSON.readTree(fixture.asExample(answered.json())))
                    .as(id)
                    .isEqualTo(operation.answerExample());
        }
        assertThat(DESCRIBED.operations().stream()
                        .filter(operation -> !operation.open() && !operation.isStream())
                        .map(Operation::id))
                .as("every call has its turn")
                .filteredOn(id -> !id.equals("createGroup"))
                .containsExactlyInAnyOrderElementsOf(LIFE);
    }

    /** What the group will fire after its change, and has fired before. */
    private static void fires(Fixture fixture) {
        DeviceState state = api.served.devices.state(fixture.device);
        Group group = state.groups().get(0);
        Instant at = Instant.parse("2026-03-01T23:00:00Z");
        Occurrence occurrence = new Occurrence(group.id(), group.tasks().get(0).name(), at);
        Reply.Fires toCome = (Reply.Fires) ReadFires.of(group.id(), Excerpt.first(2))
                .answer(
                        state,
                        new Caller(new UserId("ann"), false, true),
                        new Timing(Served.ZONE, Duration.ZERO),
                        Served.NOW);
        api.served.devices.fires = new Reply.Fires(
                toCome.upcoming(),
                List.of(new Firing(occurrence, Verdict.DELIVERED, 1, at.plusMillis(12), at.plusMillis(34))));
    }

    @Test
    void everyErrorIsOneThatIsGiven() {
        Operation create = DESCRIBED.operation("createGroup");
        Operation update = DESCRIBED.operation("updateGroup");
        Fixture fixture = api.fixture();
        String post = api.url(create, Map.of());
        String put = api.url(update, fixture.values());
        String change = fixture.real(update.examples().get(0));
        String body = fixture.real(create.examples().get(0));
        api.call(create, post, Served.USER, body.replace("\"22\"", "\"24\""));
        api.call(create, post, Served.USER, body.replace("period", "time"));
        api.call(create, post, "jwt x", body);
        api.call(
                create,
                post,
                "jwt "
                        + TokenIssuer.issue(
                                Served.SECRET,
                                new UserId("ann"),
                                false,
                                Duration.ofHours(1),
                                Served.ANYBODY,
                                Served.NOW.minusSeconds(4000)),
                body);
        api.call(create, post, Served.jwt("eve"), body);
        api.call(create, post, Served.USER, "x".repeat(300_000));
        api.described(create, api.served.send(Served.USER, "POST", post, "text/plain", BodyPublishers.ofString(body)));
        api.call(
                DESCRIBED.operation("clearDevice"),
                api.url(DESCRIBED.operation("clearDevice"), fixture.values()),
                Served.USER,
                null);
        Operation delete = DESCRIBED.operation("deleteCalendar");
        api.served.calendars.followed.add("germany");
        api.call(delete, api.url(delete, fixture.values()), Served.ADMIN, null);
        api.served.calendars.followed.clear();
        api.call(delete, api.url(delete, Map.of("name", "x")), Served.ADMIN, null);
        api.call(update, put.replace("task/", "task/x"), Served.USER, change);
        api.call(
                update,
                put,
                Served.USER,
                change.replace(fixture.group.at("/tasks/0/name").textValue(), "x"));
        api.call(update, put, Served.USER, change, "If-Match", "\"x\"");
        api.served.devices.unavailable = true;
        api.call(create, post, Served.USER, body);
        api.served.devices.unavailable = false;
        String first = body.replace(fixture.device, api.fixture().device);
        api.call(create, post, Served.USER, first, "Idempotency-Key", "one");
        api.call(create, post, Served.USER, first.replace("\"22\"", "\"21\""), "Idempotency-Key", "one");
        String slow = api.served.raw("POST " + post + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + Served.USER
                + "\r\nContent-Length: 9\r\n\r\n");

        Map<String, String> refused = Map.of(
                "TooSlow",
                slow,
                "LineTooLong",
                api.served.raw("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n"),
                "HeadTooLarge",
                api.served.raw("GET / HTTP/1.1\r\nX: " + "x".repeat(33_000) + "\r\n\r\n"));
        DESCRIBED.document.at("/components/responses").properties().forEach(response -> {
            for (JsonNode example : response.getValue().at("/content/application~1json/examples")) {
                String raw = refused.get(response.getKey());
                if (raw != null) assertThat(raw).endsWith(example.get("value").toString());
                else if (response.getKey().equals("TooManyRequests"))
                    assertThat(((HttpEntity.Strict) Errors.answer(Refusal.tooManyRequests(1))
                                            .entity())
                                    .getData()
                                    .utf8String())
                            .isEqualTo(example.get("value").toString());
                else assertThat(api.answered).as(response.getKey()).contains(example.get("value"));
            }
        });
    }
}
