package io.carillon.wakeup;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements on the table {@code firing}; whoever changes lines does so in the order of their keys. */
final class FiringTable {
    /**
     * The primary key of a line.
     *
     * @param day since 1970-01-01, of the instant at which it was due
     */
    record Key(String device, long day, String fireId) implements Comparable<Key> {
        private static final Comparator<Key> IN_ORDER =
                Comparator.comparing(Key::device).thenComparing(Key::day).thenComparing(Key::fireId);

        static Key of(DeviceId device, Firing firing) {
            return new Key(
                    device.value(),
                    FiringDays.of(firing.occurrence().at()),
                    firing.occurrence().fireId());
        }

        @Override
        public int compareTo(Key other) {
            return IN_ORDER.compare(this, other);
        }
    }

    private static final Bulk<Map.Entry<Key, Firing>> PUT = Bulk.<Map.Entry<Key, Firing>>of(
                    """
                    insert into firing as f (epoch_day, device_id, fire_id, group_id, task, scheduled_at, published_at,
                        acknowledged_at, attempts, verdict, reason)
                    select v.epoch_day, v.device_id, v.fire_id, v.group_id, v.task, v.scheduled_at, v.published_at,
                        v.acknowledged_at, v.attempts, v.verdict, v.reason from {rows}
                    on conflict (device_id, epoch_day, fire_id) do update set published_at = excluded.published_at,
                        acknowledged_at = excluded.acknowledged_at, attempts = excluded.attempts,
                        verdict = excluded.verdict, reason = excluded.reason
                    where f.verdict not in ('DELIVERED', 'NO_SUBSCRIBER')
                        and excluded.verdict in ('DELIVERED', 'NO_SUBSCRIBER')""",
                    """
                    merge into firing as f using {rows}
                    on f.device_id = v.device_id and f.epoch_day = v.epoch_day and f.fire_id = v.fire_id
                    when matched and f.verdict not in ('DELIVERED', 'NO_SUBSCRIBER')
                        and v.verdict in ('DELIVERED', 'NO_SUBSCRIBER')
                    then update set published_at = v.published_at, acknowledged_at = v.acknowledged_at,
                        attempts = v.attempts, verdict = v.verdict, reason = v.reason
                    when not matched then insert (epoch_day, device_id, fire_id, group_id, task, scheduled_at,
                        published_at, acknowledged_at, attempts, verdict, reason)
                    values (v.epoch_day, v.device_id, v.fire_id, v.group_id, v.task, v.scheduled_at, v.published_at,
                        v.acknowledged_at, v.attempts, v.verdict, v.reason)""")
            .number("epoch_day", line -> line.getKey().day())
            .text("device_id", line -> line.getKey().device())
            .text("fire_id", line -> line.getKey().fireId())
            .text("group_id", line -> line.getValue().occurrence().group().value())
            .text("task", line -> line.getValue().occurrence().task().value())
            .number("scheduled_at", line -> millis(line.getValue().occurrence().at()))
            .number("published_at", line -> millis(line.getValue().publishedAt()))
            .number("acknowledged_at", line -> millis(line.getValue().acknowledgedAt()))
            .number("attempts", line -> (long) line.getValue().attempts())
            .text("verdict", line -> line.getValue().verdict().name())
            .text("reason", line -> line.getValue().reason());

    private static final Bulk<DeviceId> CLEAR = Bulk.<DeviceId>of(
                    "delete from firing where device_id = any(array(select v.device_id from {rows}))",
                    "delete from firing where device_id in (select v.device_id from {rows})")
            .text("device_id", DeviceId::value);

    private static final Map<String, Verdict> VERDICTS =
            Arrays.stream(Verdict.values()).collect(Collectors.toMap(Verdict::name, verdict -> verdict));

    private static final String NO_PARTITION = "23514";

    private final Connection connection;
    private final Dialect dialect;

    FiringTable(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /**
     * Adds lines; where there is one already, {@link Firing#or} says which of the two stays.
     *
     * @throws FiringDays.Missing if the transaction must begin again once their days have been made
     */
    void put(SortedMap<Key, Firing> lines) throws SQLException {
        try {
            PUT.write(connection, dialect, lines.entrySet());
        } catch (SQLException failed) {
            if (!NO_PARTITION.equals(failed.getSQLState())) throw failed;
            throw new FiringDays.Missing(lines.keySet().stream().map(Key::day).collect(Collectors.toSet()), failed);
        }
    }

    /** Deletes all lines of these devices. */
    void clear(Set<DeviceId> devices) throws SQLException {
        CLEAR.write(connection, dialect, devices);
    }

    /**
     * The latest lines, newest first, without those whose verdict only a newer program knows.
     *
     * @param group empty: of all the device's groups
     */
    List<Firing> recent(DeviceId device, Optional<GroupId> group, Excerpt wanted) throws SQLException {
        Instant from = wanted.from();
        Instant to = wanted.to();
        String sql =
                """
                select task, scheduled_at, published_at, acknowledged_at, attempts, verdict, fire_id, group_id, reason
                from firing where device_id = ?"""
                        + (group.isPresent() ? " and group_id = ?" : "")
                        + (from == null ? "" : " and epoch_day >= ? and scheduled_at >= ?")
                        + (to == null ? "" : " and epoch_day <= ? and scheduled_at < ?")
                        + " order by epoch_day desc, scheduled_at desc, fire_id desc limit ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int next = 1;
            select.setString(next++, device.value());
            if (group.isPresent()) select.setString(next++, group.get().value());
            for (Instant bound : new @Nullable Instant[] {from, to})
                if (bound != null) {
                    select.setLong(next++, FiringDays.of(bound));
                    select.setLong(next++, fromMillis(bound));
                }
            select.setInt(next, wanted.limit());
            try (ResultSet found = select.executeQuery()) {
                List<Firing> firings = new ArrayList<>();
                while (found.next()) firing(found).ifPresent(firings::add);
                return firings;
            }
        }
    }

    /** The first millisecond that is not before it. */
    private static long fromMillis(Instant bound) {
        return bound.plusNanos(999_999).toEpochMilli();
    }

    private static Optional<Firing> firing(ResultSet line) throws SQLException {
        Verdict verdict = VERDICTS.get(line.getString(6));
        if (verdict == null) return Optional.empty();
        Instant scheduledAt = Instant.ofEpochMilli(line.getLong(2));
        return Optional.of(new Firing(
                Occurrence.of(
                        line.getString(7),
                        new GroupId(line.getString(8)),
                        new TaskName(line.getString(1)),
                        scheduledAt),
                verdict,
                line.getInt(5),
                instant(line, 3),
                instant(line, 4),
                line.getString(9)));
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    private static @Nullable Instant instant(ResultSet line, int index) throws SQLException {
        long millis = line.getLong(index);
        return line.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
