package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README, <i>Backup and restore</i>, by PostgreSQL's own programs. */
class BackupIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final String NAME = "backup";

    @Test
    void aRestoredStoreRingsAllThatIsInItAndWhoRanMeanwhileSaysWhatItKnew(@TempDir Path directory) throws Exception {
        try (Stage stage = new Stage(NAME);
                Subscriber devices = new Subscriber(stage.broker);
                NodeProcess node = stage.node(NAME, "15m")) {
            Service service = Stage.started(node);
            String device = service.device();
            devices.devices(device);
            Instant due = Due.minuteAfter(Duration.ofSeconds(60)).at();
            JsonNode group = service.create(device, "1111111", task(due, "{\"is\":\"in the backup\"}"));
            String dump = directory.resolve("carillon.dump").toString();
            run("pg_dump", stage, NAME, "-Fc", "-f", dump);
            change(service, group, due, "{\"is\":\"answered after the backup\"}")
                    .ok("task update ok");

            stage.database.execute(NAME, "drop schema public cascade");
            stage.database.execute(NAME, "create schema public");
            run("pg_restore", stage, NAME, "--single-transaction", dump);
            assertThat(change(service, group, due, "{\"is\":\"not known any more\"}")
                            .status())
                    .isEqualTo(503);
            await().atMost(LONG).untilAsserted(() -> assertThat(Files.readString(node.log()))
                    .contains("The database has lost events of this device")
                    .contains(Service.id(group)));
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(
                            service.read(group).toString())
                    .contains("in the backup"));

            node.terminate();
            node.awaitExit(Duration.ofSeconds(40));
            stage.database.execute("postgres", "drop database " + NAME);
            stage.database.create(NAME);
            run("pg_restore", stage, NAME, "--single-transaction", dump);
            Stage.started(node);
            await().atMost(Duration.ofMinutes(5))
                    .untilAsserted(() -> assertThat(service.verdicts(group)).containsExactly("delivered"));
            assertThat(devices.all()).extracting(Received::payload).containsExactly("{\"is\":\"in the backup\"}");
        }
    }

    private static Answer change(Service service, JsonNode group, Instant due, String commands) {
        return service.alice.put(Service.path(group), Json.change("1111111", true, task(due, commands)));
    }

    private static String task(Instant due, String commands) {
        return Json.task(LocalTime.ofInstant(due, Service.ZONE), commands);
    }

    private static void run(String program, Stage stage, String database, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "-h", "127.0.0.1", "-U", Database.USER));
        command.addAll(List.of("-p", Integer.toString(stage.database.port()), "-d", database));
        command.addAll(List.of(arguments));
        Command.run(new ProcessBuilder(command));
    }
}
