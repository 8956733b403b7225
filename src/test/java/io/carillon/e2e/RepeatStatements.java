package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Contract 1, {@code Idempotency-Key} of a creation. Of a skip or run: {@link WhenStatements}. */
final class RepeatStatements {
    private static final String ALL_DAYS = "1111111";
    private static final String SOUND = Json.task("7", "30", "{\"on\":1}");
    private static final String REPLAYED = "Idempotent-Replayed";

    private final Service service;

    private RepeatStatements(Service service) {
        this.service = service;
    }

    static Statements of(Service service) {
        return new RepeatStatements(service).creations();
    }

    private Statements creations() {
        String owner = service.device();
        String body = Json.newGroup(owner, ALL_DAYS, SOUND);
        String offBody = "{\"enabled\":false," + body.substring(1);
        return new Statements()
                .says(
                        "a repeat with the same Idempotency-Key answers the first success, says so and creates nothing",
                        () -> {
                            Answer first = keyed("same key", body).ok("create crontab ok.");
                            assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
                            Answer repeat = keyed("same key", body).ok("create crontab ok.");
                            assertThat(repeat.data()).isEqualTo(first.data());
                            assertThat(repeat.headers().firstValue(REPLAYED)).contains("true");
                            assertThat(groups(owner)).isEqualTo(1);
                        })
                .says("even after a DELETE", () -> {
                    JsonNode first =
                            keyed("deleted", body).ok("create crontab ok.").data();
                    service.alice.delete(Service.path(first)).ok("delete ok.");
                    assertThat(keyed("deleted", body).ok("create crontab ok.").data())
                            .isEqualTo(first);
                    assertThat(groups(owner)).isEqualTo(1);
                })
                .says("the same key with other fields is 10000", () -> {
                    keyed("reused", body).ok("create crontab ok.");
                    keyed("reused", Json.newGroup(owner, "1000000", SOUND)).refused(409, 10000, "Idempotency-Key");
                })
                .says("a key is used with other fields where enabled is another, and its repeat says so too", () -> {
                    JsonNode first =
                            keyed("off", offBody).ok("create crontab ok.").data();
                    assertThat(keyed("off", offBody).ok("create crontab ok.").data())
                            .isEqualTo(first);
                    keyed("off", body).refused(409, 10000, "Idempotency-Key");
                })
                .says("a key of more than 128 characters is 10000", () -> {
                    keyed("k".repeat(128), body).ok("create crontab ok.");
                    keyed("k".repeat(129), body).wrong("Idempotency-Key");
                });
    }

    private int groups(String of) {
        return service.alice
                .get(Service.TASKS + "?device_id=" + of)
                .ok("task list info")
                .data()
                .path("count")
                .asInt();
    }

    private Answer keyed(String key, String body) {
        return service.alice.body(
                "POST",
                Service.TASK,
                "application/json",
                body.getBytes(StandardCharsets.UTF_8),
                "Idempotency-Key",
                key);
    }
}
