package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;

/** Contract 1, <i>More ways to say when</i>: dates, {@code skip} and {@code run}. What falls due meanwhile: {@link FiringIT}. */
final class WhenStatements {
    private static final String ALL_DAYS = "1111111";
    private static final String ONCE = "0000000";
    private static final String NOON = Json.task("12", "0", "{\"on\":1}");
    private static final String EVENING = Json.task("18", "30", "{\"on\":0}");
    private static final List<String> SEEDS =
            List.of("tasks", "period", "enabled", "group_id", "update_time", "create_time");

    /** Far enough for nothing to pass while the test looks, near enough to be shown. */
    private static final LocalDate FIRST = LocalDate.now(Service.ZONE).plusDays(3);

    private final Service service;
    private final String device;

    private WhenStatements(Service service) {
        this.service = service;
        this.device = service.device();
    }

    static Statements of(Service service) {
        var when = new WhenStatements(service);
        var statements = new Statements();
        when.dates(statements);
        when.rules(statements);
        when.sun(statements);
        when.calendar(statements);
        when.skip(statements);
        when.run(statements);
        return statements;
    }

    private void calendar(Statements statements) {
        String path = "/v3/calendars/" + device + "/";
        statements.says("a device follows a calendar, and takes its changes", () -> {
            String following = service.device();
            service.admin.put(path, dates(FIRST)).ok();
            service.admin
                    .put("/v3/devices/" + following + "/", "{\"calendar\":\"" + device + "\"}")
                    .ok();
            JsonNode group = created(following, ALL_DAYS, "\"start_date\":\"" + FIRST + "\"");
            assertThat(days(group).get(0)).isEqualTo(FIRST.plusDays(1));
            service.admin.put(path, dates(FIRST.plusDays(1))).ok();
            await("the change has reached it").atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(days(group))
                    .startsWith(FIRST, FIRST.plusDays(2)));
            assertThat(service.admin.call("DELETE", path).status()).isEqualTo(409);
            service.admin
                    .put("/v3/devices/" + following + "/", "{\"calendar\":null}")
                    .ok();
            service.admin.call("DELETE", path).ok();
            assertThat(days(group)).startsWith(FIRST, FIRST.plusDays(1));
        });
    }

    /** Nothing runs on it. */
    private static String dates(LocalDate date) {
        return "{\"dates\":{\"" + date + "\":\"none\"}}";
    }

    private void dates(Statements statements) {
        statements
                .says("a group runs from start_date to end_date, both inclusive, but not on except_dates", () -> {
                    JsonNode group = created(
                            ALL_DAYS,
                            "\"start_date\":\"%s\",\"end_date\":\"%s\",\"except_dates\":[\"%s\"]"
                                    .formatted(FIRST, FIRST.plusDays(3), FIRST.plusDays(1)));
                    assertThat(days(group)).containsExactly(FIRST, FIRST.plusDays(2), FIRST.plusDays(3));
                })
                .says("nothing runs before paused_until, and what falls on it does", () -> {
                    assertThat(days(created(ALL_DAYS, "\"paused_until\":\"" + FIRST + " 12:00:00\""))
                                    .get(0))
                            .isEqualTo(FIRST);
                    assertThat(days(created(ALL_DAYS, "\"paused_until\":\"" + FIRST + " 12:00:01\""))
                                    .get(0))
                            .isEqualTo(FIRST.plusDays(1));
                })
                .says("dates are the device's", () -> {
                    JsonNode group = created(ALL_DAYS, "\"start_date\":\"" + FIRST + "\"");
                    String kiritimati = service.device();
                    service.admin
                            .put("/v3/devices/" + kiritimati + "/", "{\"time_zone\":\"Pacific/Kiritimati\"}")
                            .ok();
                    JsonNode there = created(kiritimati, ALL_DAYS, "\"start_date\":\"" + FIRST + "\"");
                    assertThat(Duration.between(
                                    upcoming(there).get(0), upcoming(group).get(0)))
                            .isEqualTo(Duration.ofHours(6));
                })
                .says("a once-group fires at its next occurrence that the dates allow", () -> assertThat(
                                days(created(ONCE, "\"start_date\":\"" + FIRST + "\"")))
                        .containsExactly(FIRST))
                .says("a once-group whose dates allow nothing turns itself off", () -> {
                    String date = "\"" + FIRST + "\"";
                    JsonNode group = created(
                            ONCE, "\"start_date\":%1$s,\"end_date\":%1$s,\"except_dates\":[%1$s]".formatted(date));
                    assertThat(group.path("enabled").asBoolean()).isTrue();
                    await().until(() -> !service.read(group).path("enabled").asBoolean(true));
                    assertThat(service.read(group).path("end_date").asText()).isEqualTo(FIRST.toString());
                })
                .says("an end_date that is over when it is sent is 10000", () -> {
                    post("\"end_date\":\"2020-02-29\"").wrong("end_date", "over");
                    JsonNode group = service.create(device, ALL_DAYS, NOON);
                    put(
                                    group,
                                    "{\"end_date\":\"2020-02-29\","
                                            + Json.change(ALL_DAYS, true, NOON).substring(1))
                            .wrong("end_date", "over");
                })
                .says("a PUT without dates leaves them, null clears them, and the body is the seed's again", () -> {
                    JsonNode group = created(ALL_DAYS, "\"start_date\":\"" + FIRST + "\"");
                    assertThat(service.read(group)).isEqualTo(group);
                    String seeds = Json.change(ALL_DAYS, true, NOON);
                    put(group, seeds).ok("task update ok");
                    assertThat(service.read(group)).isEqualTo(group);
                    assertThat(days(group).get(0)).isEqualTo(FIRST);
                    put(group, "{\"start_date\":null," + seeds.substring(1)).ok("task update ok");
                    assertThat(Json.fields(service.read(group))).containsExactlyElementsOf(SEEDS);
                    assertThat(days(group).get(0)).isBefore(FIRST);
                })
                .says("an end_date that a PUT names is not before the start_date that it leaves", () -> {
                    JsonNode group = created(ALL_DAYS, "\"start_date\":\"" + FIRST + "\"");
                    String seeds = Json.change(ALL_DAYS, true, NOON).substring(1);
                    put(group, "{\"end_date\":\"" + FIRST.minusDays(1) + "\"," + seeds)
                            .wrong("end_date", "start_date");
                    put(group, "{\"end_date\":\"" + FIRST + "\"," + seeds).ok("task update ok");
                })
                .says("dates that are none are named", () -> {
                    post("\"start_date\":\"2026-02-29\"").wrong("start_date", "yyyy-MM-dd");
                    post("\"start_date\":\"2026-03-02\",\"end_date\":\"2026-03-01\"")
                            .wrong("end_date", "start_date");
                    post("\"except_dates\":[\"2026-03-01\",\"1.3.2026\"]").wrong("except_dates[1]");
                    post("\"paused_until\":\"2026-03-01\"").wrong("paused_until", "yyyy-MM-dd HH:mm:ss");
                    post("\"end_date\":\"2020-02-29\"").wrong("end_date", "not over");
                });
    }

    private void rules(Statements statements) {
        statements
                .says("a rule says which dates run, anchored at start_date, and an equal PUT changes nothing", () -> {
                    JsonNode group =
                            created(ALL_DAYS, "\"start_date\":\"" + FIRST + "\",\"rrule\":\"FREQ=DAILY;INTERVAL=3\"");
                    assertThat(days(group).subList(0, 3)).containsExactly(FIRST, FIRST.plusDays(3), FIRST.plusDays(6));
                    put(group, Json.change(ALL_DAYS, true, NOON)).ok("task update ok");
                    assertThat(service.read(group)).isEqualTo(group);
                    put(
                                    group,
                                    "{\"start_date\":null,"
                                            + Json.change(ALL_DAYS, true, NOON).substring(1))
                            .wrong("start_date", "rrule");
                })
                .says("a rule without a date, without an anchor or of another kind is named", () -> {
                    post("\"start_date\":\"2026-03-01\",\"rrule\":\"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\"")
                            .wrong("rrule", "400 years");
                    post("\"rrule\":\"FREQ=DAILY\"").wrong("start_date", "rrule");
                    post("\"start_date\":\"2026-03-01\",\"rrule\":\"FREQ=DAILY;COUNT=3\"")
                            .wrong("rrule", "RFC 5545");
                })
                .says("second, jitter, label and ignore_calendar are kept and cleared by null", () -> {
                    String fields = "\"label\":\"Küche\",\"jitter\":60,\"ignore_calendar\":true";
                    JsonNode group = created(ALL_DAYS, fields);
                    assertThat(service.read(group)).isEqualTo(group);
                    assertThat(group.path("label").asText()).isEqualTo("Küche");
                    String cleared = "{\"label\":null,\"jitter\":null,\"ignore_calendar\":false,";
                    put(group, cleared + Json.change(ALL_DAYS, true, NOON).substring(1))
                            .ok("task update ok");
                    assertThat(Json.fields(service.read(group))).containsExactlyElementsOf(SEEDS);
                    String second = NOON.replace("\"minute\"", "\"second\":\"30\",\"minute\"");
                    JsonNode fine = service.create(device, ALL_DAYS, second);
                    assertThat(upcoming(fine).get(0).getEpochSecond() % 60).isEqualTo(30);
                    assertThat(fine.at("/tasks/0/crontab/second").asText()).isEqualTo("30");
                });
    }

    private void sun(Statements statements) {
        statements
                .says("a task runs by the device's sun, and by its clock while the device has no location", () -> {
                    String place = service.device();
                    String sunset = NOON.replace(
                            "\"minute\"", "\"sun\":{\"event\":\"sunset\",\"not_before\":\"13:00\"},\"minute\"");
                    JsonNode group = service.create(place, ALL_DAYS, sunset);
                    assertThat(notes(group).get(0)).isEqualTo("no sun");
                    assertThat(times(group).get(0)).isEqualTo(LocalTime.NOON);
                    set(place, "{\"location\":{\"latitude\":31.23,\"longitude\":121.47}}");
                    assertThat(notes(group).get(0)).isEqualTo("sun");
                    assertThat(times(group).get(0)).isBetween(LocalTime.of(16, 40), LocalTime.of(19, 15));
                    assertThat(service.read(group).at("/tasks/0/sun/event").asText())
                            .isEqualTo("sunset");
                })
                .says("a device's days count as other weekdays, and its pause holds back all of it", () -> {
                    String place = service.device();
                    JsonNode group = service.create(place, ALL_DAYS, NOON);
                    set(place, "{\"days\":{\"%s\":\"none\"}}".formatted(FIRST));
                    assertThat(days(group)).doesNotContain(FIRST).contains(FIRST.plusDays(1));
                    set(place, "{\"paused_until\":\"%s 12:00:01\"}".formatted(FIRST.plusDays(2)));
                    assertThat(days(group).get(0)).isEqualTo(FIRST.plusDays(3));
                    set(
                            place,
                            "{\"paused_until\":null,\"days\":{\"%s\":\"%s\"}}"
                                    .formatted(FIRST, FIRST.plusDays(1).getDayOfWeek()));
                    assertThat(notes(group)).contains("as " + FIRST.plusDays(1).getDayOfWeek());
                });
    }

    private void set(String where, String settings) {
        service.admin.put("/v3/devices/" + where + "/", settings).ok();
    }

    private List<String> notes(JsonNode group) {
        return Json.list(service.fires(group).path("upcoming")).stream()
                .map(upcoming -> upcoming.path("note").asText())
                .toList();
    }

    private List<LocalTime> times(JsonNode group) {
        return upcoming(group).stream()
                .map(at -> at.atZone(Service.ZONE).toLocalTime())
                .toList();
    }

    private Answer put(JsonNode group, String body) {
        return service.alice.put(Service.path(group), body);
    }

    private void skip(Statements statements) {
        statements
                .says("skip leaves out the group's next instant with all its tasks, a second one the next", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, distant(1), distant(1), distant(2), distant(3));
                    List<Instant> before = upcoming(group);
                    assertThat(Service.id(skipped(group))).isEqualTo(Service.id(group));
                    assertThat(upcoming(group).subList(0, 10)).isEqualTo(before.subList(2, 12));
                    skipped(group);
                    assertThat(upcoming(group).subList(0, 10)).isEqualTo(before.subList(3, 13));
                })
                .says("a PUT that leaves the tasks as they are keeps what was skipped", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, distant(1), distant(2));
                    skipped(group);
                    List<Instant> left = upcoming(group);
                    service.alice
                            .put(Service.path(group), Json.change(ALL_DAYS, true, distant(1), distant(2), distant(3)))
                            .ok("task update ok");
                    assertThat(upcoming(group).get(0)).isEqualTo(left.get(0));
                })
                .says("DELETE of skip brings back what was left out", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, distant(1), distant(2));
                    List<Instant> before = upcoming(group);
                    skipped(group);
                    skipped(group);
                    Answer back = service.alice
                            .call("DELETE", Service.path(group) + "skip/")
                            .ok();
                    assertThat(back.headers().firstValue("Scheduled-At").map(Instant::parse))
                            .contains(before.get(0));
                    assertThat(upcoming(group).subList(0, 10)).isEqualTo(before.subList(0, 10));
                })
                .says("a group with nothing to come is answered as it is", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, NOON);
                    JsonNode disabled = service.alice
                            .put(Service.path(group), Json.change(ALL_DAYS, false, NOON))
                            .ok("task update ok")
                            .data();
                    assertThat(skipped(disabled)).isEqualTo(disabled);
                })
                .says("a repeat of a skip or a run with the same Idempotency-Key changes nothing", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, distant(1), distant(2));
                    List<Instant> before = upcoming(group);
                    JsonNode skipped = keyed(group, "skip/", "a skip").ok().data();
                    Answer repeat = keyed(group, "skip/", "a skip").ok();
                    assertThat(repeat.data()).isEqualTo(skipped);
                    assertThat(repeat.headers().firstValue("Idempotent-Replayed"))
                            .contains("true");
                    assertThat(upcoming(group).subList(0, 10)).isEqualTo(before.subList(1, 11));
                    for (int i = 0; i < 2; i++) keyed(group, "run/", "a run").ok();
                    recent(group, 2);
                    keyed(group, "skip/", "a run").refused(409, 10000, "Idempotency-Key");
                    service.alice
                            .call("POST", Service.TASK + "none/skip/", "Idempotency-Key", "k".repeat(129))
                            .wrong("Idempotency-Key");
                })
                .says("who may skip and run is said as for a PUT", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, NOON);
                    for (String what : List.of("skip/", "run/")) {
                        service.mallory.call("POST", Service.path(group) + what).notBound();
                        service.mallory
                                .call("DELETE", Service.path(group) + what)
                                .notBound();
                        service.alice
                                .call("POST", Service.TASK + "none/" + what)
                                .notFound();
                        service.anonymous()
                                .call("POST", Service.path(group) + what)
                                .tokenRefused();
                        service.alice.get(Service.path(group) + what).refused(405, 10000);
                    }
                    assertThat(service.read(group)).isEqualTo(group);
                });
    }

    private void run(Statements statements) {
        statements
                .says("run publishes the group's commands once, under a fire_id of their own", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, distant(1), distant(2));
                    Instant asked = Instant.now().minusSeconds(1);
                    assertThat(ran(group, "")).isEqualTo(group);
                    List<JsonNode> recent = recent(group, 2);
                    assertThat(recent)
                            .extracting(one -> one.path("name").asText())
                            .containsExactlyInAnyOrderElementsOf(Service.names(group));
                    for (JsonNode one : recent) {
                        Instant at = Instant.parse(one.path("scheduled_at").asText());
                        assertThat(at).isBetween(asked, Instant.now().plusSeconds(1));
                        assertThat(one.path("fire_id").asText())
                                .isEqualTo(one.path("name").asText() + "-run-" + at.toEpochMilli());
                        assertThat(one.path("verdict").asText()).isEqualTo("no_subscriber");
                    }
                    assertThat(upcoming(group)).hasSize(100);
                })
                .says("run with a name publishes that task's alone; one that the group has not is 11600", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, distant(1), distant(2));
                    String name = Service.names(group).get(1);
                    ran(group, "{\"name\":\"" + name + "\"}");
                    assertThat(recent(group, 1).get(0).path("name").asText()).isEqualTo(name);
                    run(group, "{\"name\":\"none\"}").notFound();
                    run(group, "{\"name\":7}").wrong("name");
                })
                .says("a disabled group runs too and stays disabled, several runs are several", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, NOON, EVENING);
                    JsonNode disabled = service.alice
                            .put(Service.path(group), Json.change(ALL_DAYS, false, NOON, EVENING))
                            .ok("task update ok")
                            .data();
                    for (int i = 0; i < 5; i++) assertThat(ran(group, "{}")).isEqualTo(disabled);
                    assertThat(Set.copyOf(recent(group, 10))).hasSize(10);
                    assertThat(service.read(group)).isEqualTo(disabled);
                })
                .says(
                        "run with in publishes after that time, with the commands of then; until then it stands in upcoming",
                        () -> {
                            JsonNode group = service.create(device, ALL_DAYS, distant(1));
                            Answer asked = run(group, "{\"in\":2}").ok();
                            String at =
                                    asked.headers().firstValue("Scheduled-At").orElseThrow();
                            JsonNode next =
                                    service.fires(group).path("upcoming").get(0);
                            assertThat(next.path("scheduled_at").asText()).isEqualTo(at);
                            assertThat(next.path("note").asText()).contains("run");
                            JsonNode ran = recent(group, 1).get(0);
                            assertThat(ran.path("scheduled_at").asText()).isEqualTo(at);
                            assertThat(Instant.parse(ran.path("published_at").asText()))
                                    .isBetween(
                                            Instant.parse(at), Instant.parse(at).plusSeconds(10));
                            run(group, "{\"in\":0}").wrong("in");
                            run(group, "{\"in\":604801}").wrong("in");
                        })
                .says("DELETE of run calls off what is to come", () -> {
                    JsonNode group = service.create(device, ALL_DAYS, distant(1));
                    String path = Service.path(group) + "run/";
                    assertThat(service.alice.call("DELETE", path).ok().headers().firstValue("Scheduled-At"))
                            .contains("none");
                    Answer first = run(group, "{\"in\":3600}").ok();
                    run(group, "{\"in\":7200}").ok();
                    assertThat(upcoming(group).subList(0, 2))
                            .allMatch(at -> at.isBefore(Instant.now().plusSeconds(7201)));
                    Answer off = service.alice.call("DELETE", path).ok();
                    assertThat(off.data()).isEqualTo(group);
                    assertThat(off.headers().firstValue("Scheduled-At"))
                            .isEqualTo(first.headers().firstValue("Scheduled-At"));
                    assertThat(upcoming(group).get(0)).isAfter(Instant.now().plusSeconds(7201));
                })
                .says("a once-group that was run has its turn still to come", () -> {
                    JsonNode group = service.create(device, ONCE, distant(1));
                    ran(group, "");
                    recent(group, 1);
                    assertThat(service.read(group)).isEqualTo(group);
                    assertThat(upcoming(group)).hasSize(1);
                });
    }

    private JsonNode created(String period, String dates) {
        return created(device, period, dates);
    }

    private JsonNode created(String where, String period, String dates) {
        String body = Json.newGroup(where, period, NOON);
        return service.alice
                .post(Service.TASK, "{" + dates + "," + body.substring(1))
                .ok("create crontab ok.")
                .data();
    }

    private Answer post(String dates) {
        return service.alice.post(
                Service.TASK,
                "{" + dates + "," + Json.newGroup(device, ALL_DAYS, NOON).substring(1));
    }

    private JsonNode skipped(JsonNode group) {
        return service.alice.call("POST", Service.path(group) + "skip/").ok().data();
    }

    private Answer keyed(JsonNode group, String what, String key) {
        return service.alice.call("POST", Service.path(group) + what, "Idempotency-Key", key);
    }

    private JsonNode ran(JsonNode group, String body) {
        return run(group, body).ok().data();
    }

    private Answer run(JsonNode group, String body) {
        String path = Service.path(group) + "run/";
        return body.isEmpty() ? service.alice.call("POST", path) : service.alice.post(path, body);
    }

    private List<JsonNode> recent(JsonNode group, int count) {
        await("the runs are recorded")
                .untilAsserted(
                        () -> assertThat(service.fires(group).path("recent")).hasSize(count));
        return Json.list(service.fires(group).path("recent"));
    }

    private List<Instant> upcoming(JsonNode group) {
        return Json.list(service.fires(group).path("upcoming")).stream()
                .filter(upcoming -> !upcoming.path("note").asText().equals("skipped"))
                .map(upcoming -> Instant.parse(upcoming.path("scheduled_at").asText()))
                .toList();
    }

    private List<LocalDate> days(JsonNode group) {
        return upcoming(group).stream()
                .map(at -> at.atZone(Service.ZONE).toLocalDate())
                .toList();
    }

    /** A task so many hours after half a day from now. */
    private static String distant(int hours) {
        LocalTime time = LocalDateTime.now(Service.ZONE).plusHours(11 + hours).toLocalTime();
        return Json.task(Integer.toString(time.getHour()), "0", "{\"on\":1}");
    }
}
