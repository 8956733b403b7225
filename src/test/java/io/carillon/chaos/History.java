package io.carillon.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was called for and what happened, in one run.
 *
 * @param byHand what was skipped and run; of a device at most one of each
 * @param publishes every publish on its way to the broker
 * @param heard what an independent subscriber was given
 * @param answers what devices answered
 * @param lines the table {@code firing}, at the end
 * @param dueAt the table {@code wakeup}, at the end: device to epoch millisecond
 * @param groups how many groups each device has, at the end
 * @param readAt when the run was at rest and the tables were read
 */
record History(
        Duration grace,
        List<Wish> wishes,
        List<ByHand> byHand,
        List<Published> publishes,
        List<Heard> heard,
        List<Answered> answers,
        List<Fault> faults,
        List<Line> lines,
        Map<String, Long> dueAt,
        Map<String, Integer> groups,
        Instant readAt) {
    /** A message that the subscriber was given. */
    record Heard(String device, String fireId, String payload, Instant at) {}

    /** An answer that a device sent. */
    record Answered(String device, String fireId, Instant at) {}

    /** One occurrence's record in the table {@code firing}. */
    record Line(String device, String fireId, String task, Instant scheduledAt, String verdict) {
        Occurrence occurrence() {
            return new Occurrence(device, task, scheduledAt, Occurrence.isRun(fireId));
        }

        boolean isRunOf(Target other) {
            return Occurrence.isRun(fireId) && device.equals(other.device()) && task.equals(other.task());
        }
    }

    /**
     * What was done to the cluster.
     *
     * @param during until everything was up again
     * @param stops whether nothing can be published meanwhile (no majority, no database or no broker)
     * @param pauses whether a node stood still, and so may have published what it did not know to be superseded
     */
    record Fault(String what, Window during, boolean stops, boolean pauses) {
        static Fault harmless(String what, Window during) {
            return new Fault(what, during, false, false);
        }

        static Fault stopping(String what, Window during) {
            return new Fault(what, during, true, false);
        }

        static Fault pausing(String what, Window during) {
            return new Fault(what, during, false, true);
        }
    }

    /** A task of a device at an instant, as scheduled or run by hand. */
    record Occurrence(String device, String task, Instant at, boolean run) {
        private static final String RUN = "-run-";

        Occurrence(String device, String task, Instant at) {
            this(device, task, at, false);
        }

        static boolean isRun(String fireId) {
            return fireId.contains(RUN);
        }

        String fireId() {
            return run ? task + RUN + at.toEpochMilli() : task + "-" + at.getEpochSecond();
        }
    }

    /** The possible wishes of each task, in the order of their beginning. */
    Map<Target, List<Wish>> byTask() {
        return wishes.stream()
                .filter(Wish::possible)
                .filter(wish -> !wish.task().isEmpty())
                .sorted((a, b) -> a.during().from().compareTo(b.during().from()))
                .collect(Collectors.groupingBy(wish -> new Target(wish.device(), wish.task())));
    }

    /** A task of a device. */
    record Target(String device, String task) {}
}
