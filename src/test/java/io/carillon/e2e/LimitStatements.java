package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collections;

/** Contract 1: what one device may hold at most. */
final class LimitStatements {
    private static final String ALL_DAYS = "1111111";
    private static final String SMALL = Json.task("7", "30", "{}");
    private static final String LARGE = Json.task("7", "30", CreateStatements.ofBytes(4096));

    private LimitStatements() {}

    static Statements of(Service service) {
        return new Statements()
                .says("a device has at most 100 groups", () -> {
                    String device = service.device();
                    for (int i = 0; i < 100; i++) service.create(device, ALL_DAYS, SMALL);
                    service.alice
                            .post(Service.TASK, Json.newGroup(device, ALL_DAYS, SMALL))
                            .wrong("100");
                    JsonNode list = service.alice
                            .get(Service.TASKS + "?device_id=" + device)
                            .ok("task list info")
                            .data();
                    assertThat(list.path("count").asInt()).isEqualTo(100);
                    assertThat(list.path("results"))
                            .as("a client that never pages sees every group")
                            .hasSize(100);
                    service.alice
                            .delete(Service.path(list.path("results").path(0)))
                            .ok("delete ok.");
                    service.create(device, ALL_DAYS, SMALL);
                })
                .says("a device has at most 500 tasks, by POST and by PUT", () -> {
                    String device = service.device();
                    for (int i = 0; i < 9; i++) service.create(device, ALL_DAYS, times(50, SMALL));
                    JsonNode last = service.create(device, ALL_DAYS, times(49, SMALL));
                    service.alice
                            .post(Service.TASK, Json.newGroup(device, ALL_DAYS, SMALL, SMALL))
                            .wrong("500");
                    JsonNode single = service.create(device, ALL_DAYS, SMALL);
                    service.alice
                            .post(Service.TASK, Json.newGroup(device, ALL_DAYS, SMALL))
                            .wrong("500");
                    service.alice
                            .put(Service.path(single), Json.change(ALL_DAYS, true, SMALL, SMALL))
                            .wrong("500");
                    assertThat(service.read(single)).isEqualTo(single);
                    assertThat(service.read(last)).isEqualTo(last);
                })
                .says("a device has at most 256 KiB of commands, by POST and by PUT", () -> {
                    String device = service.device();
                    service.create(device, ALL_DAYS, times(50, LARGE));
                    JsonNode rest = service.create(device, ALL_DAYS, times(14, LARGE));
                    assertThat(service.alice
                                    .post(Service.TASK, Json.newGroup(device, ALL_DAYS, SMALL))
                                    .wrong()
                                    .message())
                            .containsPattern("256|262.?144");
                    String[] more = Arrays.copyOf(times(14, LARGE), 15);
                    more[14] = SMALL;
                    assertThat(service.alice
                                    .put(Service.path(rest), Json.change(ALL_DAYS, true, more))
                                    .wrong()
                                    .message())
                            .containsPattern("256|262.?144");
                    assertThat(service.read(rest)).isEqualTo(rest);
                });
    }

    private static String[] times(int count, String task) {
        return Collections.nCopies(count, task).toArray(String[]::new);
    }
}
