package io.carillon.wakeup;

import static io.carillon.wakeup.Columns.longs;
import static io.carillon.wakeup.Columns.texts;

import io.carillon.schedule.DeviceId;
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
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Statements on the table {@code firing}; whoever changes lines does so in the order of their keys. */
final class FiringTable {
    /** The primary key of a line. */
    record Key(String device, String fireId) implements Comparable<Key> {
        static Key of(DeviceId device, Firing firing) {
            return new Key(device.value(), firing.occurrence().fireId());
        }

        @Override
        public int compareTo(Key other) {
            int devices = device.compareTo(other.device);
            return devices != 0 ? devices : fireId.compareTo(other.fireId);
        }
    }

    private final Connection connection;

    FiringTable(Connection connection) {
        this.connection = connection;
    }

    /** Adds lines; where there is one already, {@link Firing#or} says which of the two stays. */
    void put(Dialect dialect, SortedMap<Key, Firing> lines) throws SQLException {
        if (lines.isEmpty()) return;
        try (PreparedStatement put = connection.prepareStatement(dialect.putFirings)) {
            texts(put, 1, lines.keySet(), Key::device);
            texts(put, 2, lines.keySet(), Key::fireId);
            texts(put, 3, lines.values(), firing -> firing.occurrence().group().value());
            texts(put, 4, lines.values(), firing -> firing.occurrence().task().value());
            longs(put, 5, lines.values(), firing -> firing.occurrence().at().toEpochMilli());
            longs(put, 6, lines.values(), firing -> millis(firing.publishedAt()));
            longs(put, 7, lines.values(), firing -> millis(firing.acknowledgedAt()));
            longs(put, 8, lines.values(), firing -> (long) firing.attempts());
            texts(put, 9, lines.values(), firing -> firing.verdict().name());
            put.executeUpdate();
        }
    }

    /** The group's latest lines, newest first. */
    List<Firing> recent(GroupId group, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                """
                select task, scheduled_at, published_at, acknowledged_at, attempts, verdict, fire_id from firing
                where device_id = ? and group_id = ? order by scheduled_at desc, fire_id desc limit ?""")) {
            select.setString(1, group.device().value());
            select.setString(2, group.value());
            select.setInt(3, limit);
            try (ResultSet found = select.executeQuery()) {
                List<Firing> firings = new ArrayList<>();
                while (found.next()) firings.add(firing(group, found));
                return firings;
            }
        }
    }

    private static Firing firing(GroupId group, ResultSet line) throws SQLException {
        Instant scheduledAt = Instant.ofEpochMilli(line.getLong(2));
        return new Firing(
                Occurrence.of(line.getString(7), group, new TaskName(line.getString(1)), scheduledAt),
                Verdict.valueOf(line.getString(6)),
                line.getInt(5),
                instant(line, 3),
                instant(line, 4));
    }

    /** Deletes up to {@code limit} lines scheduled before {@code before}, oldest first; answers how many. */
    int trim(Instant before, int limit) throws SQLException {
        List<Key> old = oldest(before, limit);
        old.sort(Comparator.naturalOrder());
        try (PreparedStatement delete =
                connection.prepareStatement("delete from firing where device_id = ? and fire_id = ?")) {
            for (Key key : old) {
                delete.setString(1, key.device());
                delete.setString(2, key.fireId());
                delete.addBatch();
            }
            delete.executeBatch();
        }
        return old.size();
    }

    private List<Key> oldest(Instant before, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select device_id, fire_id from firing where scheduled_at < ? order by scheduled_at limit ?")) {
            select.setLong(1, before.toEpochMilli());
            select.setInt(2, limit);
            try (ResultSet found = select.executeQuery()) {
                List<Key> keys = new ArrayList<>();
                while (found.next()) keys.add(new Key(found.getString(1), found.getString(2)));
                return keys;
            }
        }
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    private static @Nullable Instant instant(ResultSet line, int index) throws SQLException {
        long millis = line.getLong(index);
        return line.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
