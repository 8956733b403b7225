package io.carillon.wakeup;

import static io.carillon.wakeup.Columns.longs;
import static io.carillon.wakeup.Columns.texts;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Wakeup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Statements on the table {@code wakeup}; whoever changes rows locks them first, in the order of their device ids. */
final class WakeupTable {
    /** A device belongs to the slice {@code spread mod SLICES}; stored in each row, so it may never change. */
    static final int SLICES = 64;

    /** In which rows are locked. */
    static final Comparator<DeviceId> BYTEWISE = Comparator.comparing(DeviceId::value);

    /** A device and its row. */
    record Row(DeviceId device, Wakeup wakeup) {}

    private final Connection connection;

    WakeupTable(Connection connection) {
        this.connection = connection;
    }

    static int slice(DeviceId device) {
        return Math.floorMod(device.spread(), SLICES);
    }

    Map<DeviceId, Wakeup> read(Collection<DeviceId> devices) throws SQLException {
        return select("select device_id, due_at, seq from wakeup where device_id = any(?)", devices);
    }

    Map<DeviceId, Wakeup> lock(Collection<DeviceId> devices) throws SQLException {
        return select(
                "select device_id, due_at, seq from wakeup where device_id = any(?) order by device_id for update",
                devices);
    }

    private Map<DeviceId, Wakeup> select(String sql, Collection<DeviceId> devices) throws SQLException {
        if (devices.isEmpty()) return new HashMap<>();
        SortedSet<DeviceId> inOrder = new TreeSet<>(BYTEWISE);
        inOrder.addAll(devices);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            texts(select, 1, inOrder, DeviceId::value);
            Map<DeviceId, Wakeup> rows = new HashMap<>();
            for (Row row : rows(select)) rows.put(row.device(), row.wakeup());
            return rows;
        }
    }

    boolean isEmpty() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select 1 from wakeup limit 1");
                ResultSet found = select.executeQuery()) {
            return !found.next();
        }
    }

    /** Makes the rows that are missing; answers whose. */
    Set<DeviceId> insertMissing(Dialect dialect, SortedMap<DeviceId, Wakeup> wanted) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(dialect.insertMissingWakeups)) {
            texts(insert, 1, wanted.keySet(), DeviceId::value);
            longs(insert, 2, wanted.keySet(), device -> (long) slice(device));
            longs(insert, 3, wanted.values(), row -> row.dueAt().toEpochMilli());
            longs(insert, 4, wanted.values(), Wakeup::seq);
            try (ResultSet made = insert.executeQuery()) {
                Set<DeviceId> devices = new HashSet<>();
                while (made.next()) devices.add(new DeviceId(made.getString(1)));
                return devices;
            }
        }
    }

    /** Of rows that are locked. */
    void update(Dialect dialect, SortedMap<DeviceId, Wakeup> changed) throws SQLException {
        if (changed.isEmpty()) return;
        try (PreparedStatement update = connection.prepareStatement(dialect.updateWakeups)) {
            texts(update, 1, changed.keySet(), DeviceId::value);
            longs(update, 2, changed.values(), row -> row.dueAt().toEpochMilli());
            longs(update, 3, changed.values(), Wakeup::seq);
            update.executeUpdate();
        }
    }

    /**
     * The slice's earliest rows due by {@code until}, in the order of (due_at, device id).
     *
     * @param afterDue with {@code afterDevice}, the last row of the page before
     */
    List<Row> due(int slice, Instant until, long afterDue, String afterDevice, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                """
                select device_id, due_at, seq from wakeup
                where slice = ? and due_at <= ? and due_at >= ? and (due_at > ? or device_id > ?)
                order by due_at, device_id limit ?""")) {
            select.setInt(1, slice);
            select.setLong(2, until.toEpochMilli());
            select.setLong(3, afterDue);
            select.setLong(4, afterDue);
            select.setString(5, afterDevice);
            select.setInt(6, limit);
            return rows(select);
        }
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        try (ResultSet found = select.executeQuery()) {
            List<Row> rows = new ArrayList<>();
            while (found.next())
                rows.add(new Row(
                        new DeviceId(found.getString(1)),
                        new Wakeup(Instant.ofEpochMilli(found.getLong(2)), found.getLong(3))));
            return rows;
        }
    }
}
