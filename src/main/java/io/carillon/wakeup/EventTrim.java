package io.carillon.wakeup;

import akka.persistence.typed.PersistenceId;
import io.carillon.schedule.DeviceId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Deletes the events that a device's latest snapshot covers, except the last, whose number must stay taken; and all earlier
 * snapshots. It follows the snapshots in the order of their creation and so examines each once.
 */
final class EventTrim {
    /** An event may have some MB. */
    static final int EVENTS_A_STEP = 100;

    private static final int SNAPSHOTS_A_STEP = 50;

    /** Nodes' clocks differ, and a snapshot is visible only once committed. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(10);

    /** The key of a snapshot or an event. */
    private record Key(String persistenceId, long number) {}

    /** The last snapshot looked at. */
    private record Position(long created, String persistenceId) {}

    private static final Position START = new Position(Long.MIN_VALUE, "");

    private static final String NEXT =
            """
            select created, persistence_id from snapshot
            where created >= ? and (created > ? or persistence_id > ?) order by created, persistence_id limit ?""";

    private static final Bulk<String> COVERED = Bulk.<String>join(
                    "t.persistence_id, t.sequence_number",
                    "event_journal",
                    """
                    t.persistence_id = v.id
                    and t.sequence_number <= (select max(sequence_number) from snapshot where persistence_id = v.id)
                    and t.sequence_number < (select max(sequence_number) from event_journal where persistence_id = v.id)""",
                    "order by t.persistence_id, t.sequence_number limit " + EVENTS_A_STEP)
            .text("id", id -> id);

    private static final Bulk<String> REPLACED = Bulk.<String>join(
                    "t.persistence_id, t.sequence_number",
                    "snapshot",
                    """
                    t.persistence_id = v.id
                    and t.sequence_number < (select max(sequence_number) from snapshot where persistence_id = v.id)""",
                    "order by t.persistence_id, t.sequence_number")
            .text("id", id -> id);

    private static final Bulk<Key> DELETE_EVENTS = delete("event_journal");
    private static final Bulk<Key> DELETE_SNAPSHOTS = delete("snapshot");

    private static Bulk<Key> delete(String table) {
        return Bulk.<Key>delete(table, "t.persistence_id = v.id and t.sequence_number = v.number")
                .text("id", Key::persistenceId)
                .number("number", Key::number);
    }

    private record Went(Position to, boolean more) {}

    private final Database database;
    private volatile Position position = START;
    private volatile Set<Integer> share = Set.of();

    EventTrim(Database database) {
        this.database = database;
    }

    /**
     * Blocks. Returns whether there may be more to do.
     *
     * @param slices of the devices; when they change, it starts again at the first snapshot
     */
    boolean step(Instant now, Set<Integer> slices) throws SQLException {
        if (!slices.equals(share)) position = START;
        share = slices;
        Went went = database.inTransaction(sql -> step(sql, now));
        position = went.to();
        return went.more();
    }

    private Went step(Sql sql, Instant now) throws SQLException {
        Position from = position;
        List<Position> snapshots = next(sql, from);
        if (snapshots.isEmpty()) return new Went(lookBack(from, now), false);
        Set<String> devices = new TreeSet<>();
        for (Position snapshot : snapshots) if (share.contains(slice(snapshot))) devices.add(snapshot.persistenceId());
        List<Key> covered = keys(sql, COVERED, devices);
        DELETE_EVENTS.write(sql, covered);
        if (covered.size() >= EVENTS_A_STEP) return new Went(from, true);
        DELETE_SNAPSHOTS.write(sql, keys(sql, REPLACED, devices));
        return new Went(snapshots.get(snapshots.size() - 1), true);
    }

    private static int slice(Position snapshot) {
        return WakeupTable.slice(new DeviceId(PersistenceId.extractEntityId(snapshot.persistenceId())));
    }

    /** A snapshot of a node whose clock is ahead must not hide those that follow. */
    private static Position lookBack(Position from, Instant now) {
        long latest = Math.min(from.created(), now.toEpochMilli());
        return new Position(Math.max(latest, LOOK_BACK.toMillis()) - LOOK_BACK.toMillis(), "");
    }

    private static List<Position> next(Sql sql, Position after) throws SQLException {
        return sql.all(
                NEXT,
                row -> new Position(row.getLong(1), row.getString(2)),
                after.created(),
                after.created(),
                after.persistenceId(),
                SNAPSHOTS_A_STEP);
    }

    private static List<Key> keys(Sql sql, Bulk<String> query, Collection<String> devices) throws SQLException {
        return query.read(sql, devices, row -> new Key(row.getString(1), row.getLong(2)));
    }
}
