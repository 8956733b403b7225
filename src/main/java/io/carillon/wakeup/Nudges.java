package io.carillon.wakeup;

import io.carillon.schedule.Backoff;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Wakeup;
import io.carillon.wakeup.WakeupTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A poller's memory of the rows due soon: which devices to nudge next, and which again (design, step 4). It holds only
 * the rows of the latest round, and so no more than are due within the lead.
 */
final class Nudges {
    /** A device is nudged again before it is due: its shard may have moved. */
    static final Duration BEFORE_DUE = Duration.ofSeconds(2);

    /**
     * The latest nudges before the due time are spread over this time, by device: a herd is not nudged in its last
     * seconds.
     */
    static final Duration SPREAD = Duration.ofSeconds(30);

    /** After a device was turned away, first nudges in its slice pause this long. */
    static final Duration REST = Duration.ofMillis(300);

    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** A row's next nudge. One that is no longer in {@link #known} is void, wherever it is queued. */
    private static final class Nudge {
        final Row row;
        final Instant at;
        /** The pause after it, if it comes after the due time. */
        final Duration pause;

        /** The round in which the row was last seen. */
        int round;

        Nudge(Row row, Instant at, Duration pause, int round) {
            this.row = row;
            this.at = at;
            this.pause = pause;
            this.round = round;
        }
    }

    private static final Comparator<Nudge> FIRST_BEFORE_WAITING =
            Comparator.comparing((Nudge nudge) -> nudge.row.wakeup().waits()).thenComparing(nudge -> dueAt(nudge.row));

    /** A slice's first nudges, the earliest due first, devices that only wait last. */
    private static final class Slice {
        final PriorityQueue<Nudge> nudges = new PriorityQueue<>(FIRST_BEFORE_WAITING);

        Instant restsUntil = Instant.MIN;
    }

    private final Map<DeviceId, Nudge> known = new HashMap<>();
    private final Map<Integer, Slice> first = new HashMap<>();
    private final PriorityQueue<Nudge> again = new PriorityQueue<>(Comparator.comparing((Nudge nudge) -> nudge.at));
    private int round;

    void beginRound() {
        round++;
    }

    /** Sees a row that is near. New or changed ones are nudged as soon as their turn comes. */
    void seen(Row row) {
        Nudge old = known.get(row.device());
        if (old != null && old.row.equals(row)) {
            old.round = round;
        } else {
            nudgeFirst(row, round);
        }
    }

    private void nudgeFirst(Row row, int seenIn) {
        Nudge nudge = new Nudge(row, Instant.MIN, PAUSES.first(), seenIn);
        known.put(row.device(), nudge);
        slice(row.device()).nudges.add(nudge);
    }

    private Slice slice(DeviceId device) {
        return first.computeIfAbsent(WakeupTable.slice(device), slice -> new Slice());
    }

    /** All rows that are near have been seen: others have moved on or belong to another node. */
    void endRound() {
        known.values().removeIf(nudge -> nudge.round != round);
        first.values().forEach(slice -> slice.nudges.removeIf(nudge -> !current(nudge)));
        again.removeIf(nudge -> !current(nudge));
    }

    /** The next devices that have not been nudged yet, the earliest due first, those that only wait last. */
    List<DeviceId> takeFirst(int limit, Instant now) {
        List<DeviceId> devices = new ArrayList<>();
        PriorityQueue<Slice> awake = new PriorityQueue<>(
                Comparator.comparing((Slice slice) -> slice.nudges.element(), FIRST_BEFORE_WAITING));
        for (Slice slice : first.values())
            if (!slice.nudges.isEmpty() && !now.isBefore(slice.restsUntil)) awake.add(slice);
        while (devices.size() < limit && !awake.isEmpty()) {
            Slice slice = awake.remove();
            Nudge nudge = slice.nudges.remove();
            if (!slice.nudges.isEmpty()) awake.add(slice);
            if (!current(nudge)) continue;
            devices.add(nudge.row.device());
            plan(nudge, now);
        }
        return devices;
    }

    /** There was no room for the device on its node: its turn comes again, and its slice rests. */
    void turnedAway(DeviceId device, Instant now) {
        Nudge nudge = known.get(device);
        if (nudge == null || nudge.at.equals(Instant.MIN)) return;
        nudgeFirst(nudge.row, nudge.round);
        slice(device).restsUntil = now.plus(REST);
    }

    /** How many wait for their first nudge. */
    int waiting() {
        return first.values().stream().mapToInt(slice -> slice.nudges.size()).sum();
    }

    /** The rows whose next nudge is due. */
    List<Row> takeAgain(int limit, Instant now) {
        List<Row> rows = new ArrayList<>();
        while (rows.size() < limit && !again.isEmpty() && !again.element().at.isAfter(now)) {
            Nudge nudge = again.remove();
            if (current(nudge)) rows.add(nudge.row);
        }
        return rows;
    }

    /** Compares the rows taken with their present state: returns the devices to nudge, and forgets rows that have moved on. */
    List<DeviceId> unmoved(Collection<Row> taken, Map<DeviceId, Wakeup> found, Instant now) {
        List<DeviceId> devices = new ArrayList<>();
        for (Row row : taken) {
            Nudge nudge = known.get(row.device());
            if (nudge == null || !nudge.row.equals(row)) continue;
            if (row.wakeup().equals(found.get(row.device()))) {
                devices.add(row.device());
                plan(nudge, now);
            } else {
                known.remove(row.device());
            }
        }
        return devices;
    }

    /** The rows taken could not be read: they are tried again. */
    void putBack(Collection<Row> taken, Instant at) {
        for (Row row : taken) {
            Nudge nudge = known.get(row.device());
            if (nudge != null && nudge.row.equals(row)) remember(new Nudge(row, at, nudge.pause, nudge.round));
        }
    }

    /** Devices nudged in vain may be reachable again: overdue ones are nudged at once, and their pauses start short again. */
    void hurry(Instant now) {
        List<Nudge> overdue = known.values().stream()
                .filter(nudge -> !nudge.at.equals(Instant.MIN))
                .filter(nudge -> dueAt(nudge.row).isBefore(now))
                .toList();
        overdue.forEach(nudge -> remember(new Nudge(nudge.row, now, PAUSES.first(), nudge.round)));
    }

    int size() {
        return known.size();
    }

    private void plan(Nudge nudge, Instant now) {
        Instant dueAt = dueAt(nudge.row);
        Instant before = dueAt.minus(BEFORE_DUE).minusMillis(nudge.row.device().spread() % SPREAD.toMillis());
        if (now.isBefore(before)) {
            remember(new Nudge(nudge.row, before, nudge.pause, nudge.round));
        } else {
            Instant from = now.isBefore(dueAt) ? dueAt : now;
            remember(new Nudge(nudge.row, from.plus(nudge.pause), PAUSES.next(nudge.pause), nudge.round));
        }
    }

    private void remember(Nudge nudge) {
        known.put(nudge.row.device(), nudge);
        again.add(nudge);
    }

    private boolean current(Nudge queued) {
        return known.get(queued.row.device()) == queued;
    }

    private static Instant dueAt(Row row) {
        return row.wakeup().dueAt();
    }
}
