package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/** Contract 1, {@code fires}, and contract 2 as far as {@code upcoming} shows it. Firings themselves: {@link FiringIT}. */
final class FireStatements {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Service service;
    private final String device;

    private FireStatements(Service service) {
        this.service = service;
        this.device = service.device();
    }

    static Statements of(Service service) {
        var fires = new FireStatements(service);
        var statements = new Statements();
        fires.shape(statements);
        fires.time(statements);
        fires.daylightSaving(statements);
        return statements;
    }

    private void shape(Statements statements) {
        JsonNode daily = service.create(device, "1111111", distantTask());
        statements
                .says("fires has upcoming and recent, 20 of each where no limit is given", () -> {
                    JsonNode data = service.alice
                            .get(Service.path(daily) + "fires/")
                            .ok()
                            .data();
                    assertThat(Json.fields(data)).containsExactlyInAnyOrder("upcoming", "recent");
                    assertThat(data.path("upcoming")).hasSize(20);
                    assertThat(data.path("recent").isArray()).isTrue();
                    assertThat(data.path("recent")).isEmpty();
                })
                .says("an upcoming occurrence has name and scheduled_at, in UTC with milliseconds", () -> {
                    for (JsonNode upcoming : service.fires(daily).path("upcoming")) {
                        assertThat(Json.fields(upcoming)).containsExactlyInAnyOrder("name", "scheduled_at");
                        assertThat(upcoming.path("name").asText())
                                .isEqualTo(Service.names(daily).get(0));
                        assertThat(upcoming.path("scheduled_at").asText())
                                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
                    }
                })
                .says("limit is 1 to 1,000", () -> {
                    assertThat(limited(daily, "1").ok().data().path("upcoming")).hasSize(1);
                    assertThat(limited(daily, "1000").ok().data().path("upcoming"))
                            .as("of 400 days")
                            .hasSizeBetween(399, 400);
                    for (String wrong : List.of("0", "-1", "1001", "x", "1.5"))
                        limited(daily, wrong).wrong("limit");
                })
                .says("from and to are instants, of which to is left out", () -> {
                    Instant third = distant().plusDays(2).toInstant();
                    String between = Service.path(daily) + "fires/?from=" + third + "&to=";
                    assertThat(instants(service.alice
                                    .get(between + distant().plusDays(4).toInstant())
                                    .ok()
                                    .data()))
                            .containsExactly(third, distant().plusDays(3).toInstant());
                    service.alice.get(between + third).wrong("to");
                    service.alice.get(between + "tomorrow").wrong("to");
                })
                .says("a device's fires are those of all its groups, each with its group_id", () -> {
                    String two = service.device();
                    JsonNode first = service.create(two, "1111111", distantTask());
                    JsonNode second = service.create(two, "1111111", distantTask());
                    String path = "/v3/devices/" + two + "/fires/?limit=2";
                    JsonNode upcoming = service.alice.get(path).ok().data().path("upcoming");
                    assertThat(Json.list(upcoming).stream()
                                    .map(one -> one.path("group_id").asText()))
                            .containsExactly(Service.id(first), Service.id(second));
                    assertThat(Json.fields(upcoming.get(0)))
                            .containsExactlyInAnyOrder("group_id", "name", "scheduled_at");
                    service.admin.get(path).ok();
                    service.mallory.get(path).notFound();
                })
                .says("what is skipped stays in upcoming, with a note", () -> {
                    JsonNode group = service.create(device, "1111111", distantTask());
                    service.alice.call("POST", Service.path(group) + "skip/").ok();
                    JsonNode upcoming = service.fires(group).path("upcoming");
                    assertThat(upcoming.path(0).path("note").asText()).isEqualTo("skipped");
                    assertThat(upcoming.path(1).has("note")).isFalse();
                })
                .says("a disabled group calls for nothing", () -> {
                    JsonNode group = service.create(device, "1111111", distantTask());
                    service.alice
                            .put(Service.path(group), Json.change("1111111", false, distantTask()))
                            .ok("task update ok");
                    assertThat(service.fires(group).path("upcoming")).isEmpty();
                });
    }

    private void time(Statements statements) {
        statements
                .says("a task runs at its local time on every day", () -> {
                    JsonNode group = service.create(device, "1111111", distantTask());
                    List<Instant> expected = new ArrayList<>();
                    for (var day = distant(); expected.size() < 100; day = day.plusDays(1))
                        expected.add(day.toInstant());
                    assertThat(upcoming(group)).isEqualTo(expected);
                })
                .says("the first digit of period is Sunday, the last Saturday", () -> {
                    assertThat(upcoming(service.create(device, "1000000", distantTask())))
                            .allMatch(instant -> dayOf(instant) == DayOfWeek.SUNDAY)
                            .isNotEmpty();
                    assertThat(upcoming(service.create(device, "0000001", distantTask())))
                            .allMatch(instant -> dayOf(instant) == DayOfWeek.SATURDAY)
                            .isNotEmpty();
                    assertThat(upcoming(service.create(device, "0101010", distantTask()))
                                    .subList(0, 12))
                            .extracting(FireStatements::dayOf)
                            .containsOnly(DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY, DayOfWeek.FRIDAY);
                })
                .says("period 0000000 fires each task once, at its next occurrence", () -> {
                    var next = distant();
                    JsonNode group = service.create(device, "0000000", distantTask(), at(next.plusMinutes(1)));
                    assertThat(upcoming(group))
                            .containsExactly(
                                    next.toInstant(), next.plusMinutes(1).toInstant());
                })
                .says("a task created within the very minute it names runs at its next occurrence", () -> {
                    // once more where the minute ended between looking at the clock and the service's doing so
                    for (int attempt = 0; attempt < 2; attempt++) {
                        var minute = ZonedDateTime.now(Service.ZONE).truncatedTo(ChronoUnit.MINUTES);
                        JsonNode group = service.create(device, "1111111", at(minute));
                        if (ZonedDateTime.now(Service.ZONE).isAfter(minute.plusMinutes(1))) continue;
                        assertThat(upcoming(group).get(0))
                                .isEqualTo(minute.plusDays(1).toInstant());
                        return;
                    }
                    throw new AssertionError("a POST took longer than a minute");
                })
                .says("a task runs in its device's zone", () -> {
                    String berlin = inBerlin();
                    var noon = ZonedDateTime.now(BERLIN).plusHours(12).truncatedTo(ChronoUnit.HOURS);
                    JsonNode group = service.create(berlin, "1111111", at(noon));
                    assertThat(upcoming(group).get(0)).isEqualTo(noon.toInstant());
                });
    }

    private void daylightSaving(Statements statements) {
        statements
                .says("in a daylight-saving gap a task runs at the first instant after it, with a note", () -> {
                    ZoneOffsetTransition gap = next(true);
                    JsonNode group = service.create(inBerlin(), "1000000", at(middle(gap)));
                    assertThat(upcoming(group)).contains(gap.getInstant());
                    for (JsonNode upcoming : service.fires(group).path("upcoming")) {
                        Instant at = Instant.parse(upcoming.path("scheduled_at").asText());
                        boolean moved = !BERLIN.getRules()
                                .isValidOffset(
                                        LocalDateTime.of(
                                                at.atZone(BERLIN).toLocalDate(),
                                                middle(gap).toLocalTime()),
                                        at.atZone(BERLIN).getOffset());
                        assertThat(upcoming.has("note"))
                                .as("note in %s", upcoming)
                                .isEqualTo(moved);
                    }
                })
                .says("in an overlap a task runs once, at the first of the two", () -> {
                    ZoneOffsetTransition overlap = next(false);
                    JsonNode group = service.create(inBerlin(), "1000000", at(middle(overlap)));
                    assertThat(upcoming(group))
                            .contains(middle(overlap).toLocalDateTime().toInstant(overlap.getOffsetBefore()))
                            .doesNotContain(middle(overlap).toLocalDateTime().toInstant(overlap.getOffsetAfter()));
                });
    }

    /** Both of Berlin's changes are on Sundays and within 400 days. */
    private static ZoneOffsetTransition next(boolean gap) {
        var transition = BERLIN.getRules().nextTransition(Instant.now());
        return transition.isGap() == gap ? transition : BERLIN.getRules().nextTransition(transition.getInstant());
    }

    /** Half past two, on the day of the change. */
    private static ZonedDateTime middle(ZoneOffsetTransition transition) {
        var first = transition.isGap() ? transition.getDateTimeBefore() : transition.getDateTimeAfter();
        return first.plusMinutes(30).atZone(ZoneId.of("UTC"));
    }

    private String inBerlin() {
        String berlin = service.device();
        service.admin
                .put("/v3/devices/" + berlin + "/", "{\"time_zone\":\"Europe/Berlin\"}")
                .ok();
        return berlin;
    }

    private Answer limited(JsonNode group, String limit) {
        return service.alice.get(Service.path(group) + "fires/?limit=" + limit);
    }

    private List<Instant> upcoming(JsonNode group) {
        return instants(service.fires(group));
    }

    private static List<Instant> instants(JsonNode fires) {
        return Json.list(fires.path("upcoming")).stream()
                .map(upcoming -> Instant.parse(upcoming.path("scheduled_at").asText()))
                .toList();
    }

    private static DayOfWeek dayOf(Instant instant) {
        return instant.atZone(Service.ZONE).getDayOfWeek();
    }

    /** Half a day away from now, so that no occurrence passes while the test looks. */
    private static ZonedDateTime distant() {
        return ZonedDateTime.now(Service.ZONE).plusHours(12).truncatedTo(ChronoUnit.HOURS);
    }

    private static String distantTask() {
        return at(distant());
    }

    private static String at(ZonedDateTime time) {
        return Json.task(Integer.toString(time.getHour()), Integer.toString(time.getMinute()), "{\"on\":1}");
    }
}
