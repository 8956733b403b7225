package io.carillon.delivery;

import io.carillon.device.Notice;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.time.Instant;

/** What is told in tests. */
final class Notices {
    static final Instant DUE = Instant.parse("2026-03-01T10:00:00Z");

    private Notices() {}

    static Notice failed(String device) {
        Occurrence occurrence = new Occurrence(
                new GroupId("0198c0de0000700080000000000000ab.bGFtcA"), new TaskName("a".repeat(32)), DUE);
        Confirmation answered = new Confirmation(DUE.plusSeconds(300), DUE.plusSeconds(9), "bulb \"broken\" °");
        return new Notice(
                new DeviceId(device),
                new Firing(occurrence, Verdict.FAILED, 1, DUE.plusMillis(3), DUE.plusMillis(5), null, answered),
                DUE.plusSeconds(9));
    }
}
