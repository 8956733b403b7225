package io.carillon.e2e;

import static io.carillon.e2e.OneConsole.OFF;
import static io.carillon.e2e.OneConsole.ON;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Takes the README's pictures ({@code mvn verify -Dit.groups=pictures -Dit.alone=none}), into {@code target/e2e/pictures/browser}; those chosen are in {@code src/pictures}. */
@Tag("pictures")
@EnabledIf("io.carillon.e2e.Browser#isInstalled")
class ConsolePicturesIT {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String DATABASE = "pictures";
    private static final int YEAR = LocalDate.now(ZONE).getYear();
    private static final String WATER = "{\"valve\":\"open\"}";
    private static final String ACTIONS =
            """
            [{"id":"on","icon":"on","name":{"en":"Light on","zh":"开灯"},"commands":{"switch":1}},
             {"id":"off","icon":"off","ends":"on","name":{"en":"Light off","zh":"关灯"},"commands":{"switch":0}},
             {"id":"water","icon":"water","name":{"en":"Water","zh":"浇水"},"commands":{"valve":"open"}}]
            """;

    @Test
    void the_pictures_of_the_readme() {
        try (var broker = Broker.started("pictures/broker");
                var database = new Database("pictures/pg");
                var node = NodeProcess.named("pictures/node");
                var browser = new Browser("pictures/browser")) {
            node.set("CARILLON_DB_URL", database.create(DATABASE))
                    .set("CARILLON_DB_USER", Database.USER)
                    .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                    .set("CARILLON_MQTT_URL", broker.url())
                    .set("CARILLON_JWT_SECRET", Service.SECRET)
                    .set("CARILLON_ZONE", ZONE)
                    .set("CARILLON_CONSOLE_ACTIONS", actions())
                    .start();
            Service service = new Service(node.awaitReady().api());
            new Scene(service, database).build();
            for (String language : List.of("en", "zh")) {
                label(service, language.equals("en") ? "Greenhouse" : "温室");
                browser.open(URI.create(node.api() + "/console/#token=" + OneConsole.token("root")));
                browser.see(".device-card");
                browser.speak(language);
                for (boolean dark : new boolean[] {false, true})
                    for (int width : new int[] {1440, 390}) {
                        browser.look(width, width < 600 ? 844 : 900, dark);
                        String look = "-" + width + (dark ? "-dark-" : "-light-") + language;
                        take(browser, "#/", ".device-card", "devices" + look);
                        take(browser, "#/device/greenhouse", ".chip.good", "device" + look);
                        take(browser, "#/calendars/germany", ".year", "calendar" + look);
                        take(browser, "#/cluster", ".nodes .good", "cluster" + look);
                    }
            }
        }
    }

    private static void take(Browser browser, String hash, String shows, String name) {
        browser.run("location.hash = arguments[0]", hash);
        browser.see(shows);
        browser.run("scrollTo(0, 0)");
        browser.picture(name, false);
    }

    private static void label(Service service, String label) {
        service.admin
                .put("/v3/devices/greenhouse/", "{\"label\":\"" + label + "\"}")
                .ok();
    }

    private static Path actions() {
        try {
            return Files.writeString(
                    Directories.empty(Path.of("target", "e2e", "pictures", "settings")
                                    .toAbsolutePath())
                            .resolve("actions.json"),
                    ACTIONS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A greenhouse that has been in use for some days: what rang before this test began is written to the table. */
    private record Scene(Service service, Database database) {
        void build() {
            service.admin
                    .put(
                            "/v3/calendars/germany/",
                            """
                            {"dates":{"%1$d-01-01":"SUNDAY","%1$d-05-01":"SUNDAY","%1$d-10-03":"SUNDAY","%1$d-12-24":"none",
                             "%1$d-12-25":"SUNDAY","%1$d-12-26":"SUNDAY","%1$d-12-31":"SATURDAY"}}
                            """
                                    .formatted(YEAR))
                    .ok();
            for (String device : List.of("greenhouse", "hall-1", "hall-2", "yard")) service.bind(device);
            service.admin.put("/v3/devices/greenhouse/bindings/root/").ok();
            service.admin
                    .put(
                            "/v3/devices/greenhouse/",
                            "{\"calendar\":\"germany\",\"location\":{\"latitude\":52.52,\"longitude\":13.4}}")
                    .ok();
            JsonNode light =
                    service.create("greenhouse", "0111110", Json.task("06", "30", ON), Json.task("08", "15", OFF));
            JsonNode water =
                    service.create("greenhouse", "1111111", Json.task("07", "00", WATER), Json.task("19", "00", WATER));
            service.alice.post(
                    Service.TASK,
                    """
                    {"device_id":"greenhouse","period":"1111111","start_date":"%s","tasks":[
                     {"hour":"17","minute":"00","commands":"{\\"switch\\":1}","sun":{"event":"sunset","offset":-20}},
                     {"hour":"22","minute":"30","commands":"{\\"switch\\":0}"}]}
                    """
                            .formatted(LocalDate.now(ZONE)));
            service.create("hall-1", "0111110", Json.task("07", "30", ON), Json.task("18", "00", OFF));
            service.create("hall-2", "0111110", Json.task("07", "30", ON), Json.task("18", "00", OFF));
            LocalDate today = LocalDate.now(ZONE);
            for (int ago = 2; ago >= 0; ago--) {
                LocalDate day = today.minusDays(ago);
                if (day.getDayOfWeek().getValue() < 6) {
                    rang(light, 0, day, "06:30", 41, "DELIVERED");
                    rang(light, 1, day, "08:15", 63, ago == 1 ? "NO_SUBSCRIBER" : "DELIVERED");
                }
                rang(water, 0, day, "07:00", ago == 2 ? 2_340 : 38, "DELIVERED");
                rang(water, 1, day, "19:00", 52, "DELIVERED");
            }
        }

        private void rang(JsonNode group, int task, LocalDate day, String time, long late, String verdict) {
            Instant at = day.atTime(LocalTime.parse(time)).atZone(ZONE).toInstant();
            if (at.isAfter(Instant.now().minusSeconds(60))) return;
            long millis = at.toEpochMilli();
            long epochDay = Math.floorDiv(millis, 86_400_000L);
            String name = Service.names(group).get(task);
            database.execute(
                    DATABASE,
                    "create table if not exists firing_%1$d partition of firing for values from (%1$d) to (%1$d + 1)"
                            .formatted(epochDay));
            database.execute(
                    DATABASE,
                    "insert into firing (epoch_day, device_id, fire_id, group_id, task, scheduled_at, published_at,"
                            + " acknowledged_at, attempts, verdict) values (%d, 'greenhouse', '%s', '%s', '%s', %d, %d, %d, 1, '%s')"
                                    .formatted(
                                            epochDay,
                                            name + "-" + at.getEpochSecond(),
                                            Service.id(group),
                                            name,
                                            millis,
                                            millis + late / 2,
                                            millis + late,
                                            verdict));
        }
    }
}
