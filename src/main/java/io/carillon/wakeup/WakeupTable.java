package io.carillon.wakeup;

import static io.carillon.wakeup.Columns.texts;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.EventWrite;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Statements on the table {@code wakeup}; whoever changes rows locks them first, in the order of their device ids. */
final class WakeupTable {
    /** A device belongs to the slice {@code spread mod SLICES}; stored in each row, so it may never change. */
    static final int SLICES = 64;

    /** In which rows are made and locked. */
    static final Comparator<DeviceId> BYTEWISE = Comparator.comparing(DeviceId::value);

    /** A device and its row. */
    record Row(DeviceId device, Wakeup wakeup) {
        /** Of two rows of one device. */
        Row later(Row other) {
            return other.wakeup.dueAt().isAfter(wakeup.dueAt()) ? other : this;
        }
    }

    /** The row of a device after its first event. */
    private static final Bulk<Landing> MAKE = Bulk.<Landing>of(
                    """
                    insert into wakeup (device_id, slice, due_at, seq, listed)
                    select v.device_id, v.slice, v.due_at, v.seq, v.listed from {rows}
                    on conflict (device_id) do nothing returning device_id""",
                    """
                    insert into wakeup (device_id, slice, due_at, seq, listed)
                    select v.device_id, v.slice, v.due_at, v.seq, v.listed from {rows}
                    where not exists (select 1 from wakeup w where w.device_id = v.device_id)""")
            .text("device_id", landing -> landing.device().value())
            .number("slice", landing -> (long) slice(landing.device()))
            .number("due_at", landing -> later(landing.write()).toEpochMilli())
            .number("seq", Landing::number)
            .flag("listed", landing -> landing.write().listed());

    private static final Bulk<Landing> MOVE = Bulk.<Landing>update(
                    "wakeup",
                    "w.device_id = v.device_id",
                    """
                    due_at = greatest(least(w.due_at, v.owed), v.passed),
                    owed_from = case when w.owed_from is not null then greatest(least(w.owed_from, v.owed), v.passed) end,
                    seq = v.seq, listed = v.listed""")
            .text("device_id", landing -> landing.device().value())
            .number("owed", landing -> landing.write().owedFrom().toEpochMilli())
            .number("passed", landing -> landing.write().passed().toEpochMilli())
            .number("seq", Landing::number)
            .flag("listed", landing -> landing.write().listed());

    private static final Bulk<Row> RAISE = move("greatest");

    private static final Bulk<Row> LOWER = move("least");

    private static Bulk<Row> move(String function) {
        return Bulk.<Row>update(
                        "wakeup",
                        "w.device_id = v.device_id",
                        """
                        due_at = %1$s(w.due_at, v.due_at),
                        owed_from = case when w.owed_from is not null then %1$s(w.owed_from, v.due_at) end"""
                                .formatted(function))
                .text("device_id", row -> row.device().value())
                .number("due_at", row -> row.wakeup().dueAt().toEpochMilli());
    }

    private static final Bulk<DeviceId> UNMAKE = Bulk.<DeviceId>of(
                    "delete from wakeup where device_id in (select v.device_id from {rows})")
            .text("device_id", DeviceId::value);

    private final Connection connection;
    private final Dialect dialect;

    WakeupTable(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    static int slice(DeviceId device) {
        return Math.floorMod(device.spread(), SLICES);
    }

    private static Instant later(EventWrite write) {
        return write.owedFrom().isBefore(write.passed()) ? write.passed() : write.owedFrom();
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

    /** Makes the rows of devices that have none, as they are after their first event; answers whose. */
    Set<DeviceId> make(Collection<Landing> inOrder) throws SQLException {
        return MAKE.written(connection, dialect, inOrder).stream()
                .map(DeviceId::new)
                .collect(Collectors.toSet());
    }

    /** Takes back rows that this transaction made. */
    void unmake(Set<DeviceId> devices) throws SQLException {
        UNMAKE.write(connection, dialect, devices);
    }

    /** Design, step 3. The rows are locked. */
    void move(Collection<Landing> landings) throws SQLException {
        MOVE.write(connection, dialect, landings);
    }

    /** Rows that are locked; no {@code seq} changes. */
    void raise(Collection<Row> to) throws SQLException {
        RAISE.write(connection, dialect, to);
    }

    /** Rows that are locked; no {@code seq} changes. */
    void lower(Collection<Row> to) throws SQLException {
        LOWER.write(connection, dialect, to);
    }

    /**
     * The slices' rows due by {@code until}, the soonest first and in the order of (due_at, slice, device id).
     *
     * @param afterDue with {@code afterDevice}, the last row of the page before
     * @param afterDevice empty: none
     */
    List<Row> due(Collection<Integer> slices, Instant until, long afterDue, String afterDevice, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                """
                select device_id, due_at, seq from wakeup
                where due_at <= ? and due_at >= ? and (due_at > ? or slice > ? or (slice = ? and device_id > ?))
                    and slice = any(?)
                order by due_at, slice, device_id limit ?""")) {
            int slice = afterDevice.isEmpty() ? -1 : slice(new DeviceId(afterDevice));
            select.setLong(1, until.toEpochMilli());
            select.setLong(2, afterDue);
            select.setLong(3, afterDue);
            select.setInt(4, slice);
            select.setInt(5, slice);
            select.setString(6, afterDevice);
            select.setArray(7, connection.createArrayOf("integer", slices.toArray(Integer[]::new)));
            select.setInt(8, limit);
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
