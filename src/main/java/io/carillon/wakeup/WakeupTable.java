package io.carillon.wakeup;

import io.carillon.device.DeviceIndex.Listed;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Wakeup;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements on the table {@code wakeup}; whoever changes rows locks them first, in the order of their device ids. */
record WakeupTable(Sql sql) {
    /** A device belongs to the slice {@code spread mod SLICES}; stored in each row, so it may never change. */
    static final int SLICES = 64;

    /** The order in which rows are created and locked. */
    static final Comparator<DeviceId> BYTEWISE = Comparator.comparing(DeviceId::value);

    /** A device and its row. */
    record Row(DeviceId device, Wakeup wakeup) {
        /** Merges two moves of one device's row: each value as far as either moves it. */
        Row later(Row other) {
            Wakeup late = other.wakeup.dueAt().isAfter(wakeup.dueAt()) ? other.wakeup : wakeup;
            boolean moves = other.wakeup.owedFrom().isAfter(wakeup.owedFrom());
            Instant owedFrom = moves ? other.wakeup.owedFrom() : wakeup.owedFrom();
            return new Row(device, new Wakeup(late.dueAt(), late.seq(), owedFrom, late.waits(), List.of()));
        }
    }

    /** The order of {@link #due}. */
    static final Comparator<Row> SOONEST = Comparator.<Row, Instant>comparing(
                    row -> row.wakeup().dueAt())
            .thenComparing(row -> slice(row.device()))
            .thenComparing(Row::device, BYTEWISE);

    /**
     * On PostgreSQL: creates the row of a first event, or moves one whose {@code seq} is the number before it (design, step
     * 3), row by row and so in one order. For an existing row {@code excluded.due_at} is the first instant that the event
     * makes owed, and {@code excluded.owed_from} the instant before which everything has its verdict.
     */
    private static final Bulk<Landing> ADVANCE = landings(
            """
            insert into wakeup as t (device_id, slice, due_at, owed_from, seq, listed, label)
            select v.device_id, v.slice, case when v.seq = 1 then greatest(v.owed, v.passed) else v.owed end,
                case when v.seq > 1 then v.passed end, v.seq, v.listed, v.label from {rows}
            where v.seq = 1 or (select true from wakeup where device_id = v.device_id)
            on conflict (device_id) do update set
                due_at = greatest(least(t.due_at, excluded.due_at), excluded.owed_from),
                owed_from = case when t.owed_from is not null
                    then greatest(least(t.owed_from, excluded.due_at), excluded.owed_from) end,
                waits = t.waits and t.due_at <= excluded.due_at and t.due_at >= excluded.owed_from,
                seq = excluded.seq, listed = excluded.listed, label = excluded.label
            where t.seq = excluded.seq - 1
            returning device_id""");

    private static final Bulk<Landing> MAKE_ON_H2 = landings(
            """
            insert into wakeup (device_id, slice, due_at, seq, listed, label)
            select v.device_id, v.slice, greatest(v.owed, v.passed), v.seq, v.listed, v.label from {rows}
            where not exists (select 1 from wakeup t where t.device_id = v.device_id)""");

    private static final Bulk<Landing> MOVE_ON_H2 = landings(
            """
            merge into wakeup as t using {rows} on t.device_id = v.device_id
            when matched then update set
                due_at = greatest(least(t.due_at, v.owed), v.passed),
                owed_from = case when t.owed_from is not null then greatest(least(t.owed_from, v.owed), v.passed) end,
                waits = t.waits and t.due_at <= v.owed and t.due_at >= v.passed,
                seq = v.seq, listed = v.listed, label = v.label""");

    private static Bulk<Landing> landings(String sql) {
        return Bulk.<Landing>of(sql)
                .text("device_id", landing -> landing.device().value())
                .number("slice", landing -> (long) slice(landing.device()))
                .number("owed", landing -> landing.write().owedFrom().toEpochMilli())
                .number("passed", landing -> landing.write().passed().toEpochMilli())
                .number("seq", Landing::number)
                .flag("listed", landing -> landing.write().listed())
                .text("label", landing -> landing.write().label());
    }

    private static final Bulk<Row> RAISE = moved("greatest");

    private static final Bulk<Row> LOWER = moved("least");

    /** On PostgreSQL, an upsert in place of an update: its plan never reads the whole table. */
    private static Bulk<Row> moved(String function) {
        return Bulk.<Row>of(
                        """
                        insert into wakeup as t (device_id, slice, due_at, seq)
                        select v.device_id, v.slice, v.due_at, v.seq from {rows}
                        on conflict (device_id) do update set due_at = %1$s(t.due_at, excluded.due_at),
                            waits = t.waits and %1$s(t.due_at, excluded.due_at) = t.due_at,
                            owed_from = case when t.owed_from is not null
                                then %1$s(t.owed_from, excluded.due_at) end"""
                                .formatted(function),
                        """
                        merge into wakeup as t using {rows} on t.device_id = v.device_id
                        when matched then update set due_at = %1$s(t.due_at, v.due_at),
                            waits = t.waits and %1$s(t.due_at, v.due_at) = t.due_at,
                            owed_from = case when t.owed_from is not null then %1$s(t.owed_from, v.due_at) end"""
                                .formatted(function))
                .text("device_id", row -> row.device().value())
                .number("slice", row -> (long) slice(row.device()))
                .number("due_at", row -> row.wakeup().dueAt().toEpochMilli())
                .number("seq", row -> row.wakeup().seq());
    }

    /** A parked device's cursor stays behind its next look. */
    private static final Bulk<Row> PARK = Bulk.<Row>of(
                    """
                    insert into wakeup as t (device_id, slice, due_at, seq, owed_from, waits)
                    select v.device_id, v.slice, v.due_at, v.seq, v.owed_from, v.waits from {rows}
                    on conflict (device_id) do update set due_at = greatest(t.due_at, excluded.due_at),
                        waits = case when excluded.due_at >= t.due_at then excluded.waits else t.waits end,
                        owed_from = greatest(coalesce(t.owed_from, t.due_at), excluded.owed_from)""",
                    """
                    merge into wakeup as t using {rows} on t.device_id = v.device_id
                    when matched then update set due_at = greatest(t.due_at, v.due_at),
                        waits = case when v.due_at >= t.due_at then v.waits else t.waits end,
                        owed_from = greatest(coalesce(t.owed_from, t.due_at), v.owed_from)""")
            .text("device_id", row -> row.device().value())
            .number("slice", row -> (long) slice(row.device()))
            .number("due_at", row -> row.wakeup().dueAt().toEpochMilli())
            .number("seq", row -> row.wakeup().seq())
            .number("owed_from", row -> row.wakeup().owedFrom().toEpochMilli())
            .flag("waits", row -> row.wakeup().waits());

    private static final String COLUMNS = "device_id, due_at, seq, owed_from, waits";

    static int slice(DeviceId device) {
        return Math.floorMod(device.spread(), SLICES);
    }

    Map<DeviceId, Wakeup> read(Collection<DeviceId> devices) throws SQLException {
        return select("select " + COLUMNS + " from wakeup where device_id = any(?)", devices);
    }

    Map<DeviceId, Wakeup> lock(Collection<DeviceId> devices) throws SQLException {
        return select(
                "select " + COLUMNS + " from wakeup where device_id = any(?) order by device_id for update", devices);
    }

    private Map<DeviceId, Wakeup> select(String query, Collection<DeviceId> devices) throws SQLException {
        if (devices.isEmpty()) return new HashMap<>();
        List<String> inOrder = devices.stream()
                .sorted(BYTEWISE)
                .distinct()
                .map(DeviceId::value)
                .toList();
        Map<DeviceId, Wakeup> rows = new HashMap<>();
        for (Row row : sql.all(query, WakeupTable::row, Sql.texts(inOrder))) rows.put(row.device(), row.wakeup());
        return rows;
    }

    /** These devices with their labels, in the order of their ids. */
    List<Listed> labels(Collection<DeviceId> devices) throws SQLException {
        if (devices.isEmpty()) return List.of();
        SortedMap<DeviceId, Listed> all = new TreeMap<>(BYTEWISE);
        devices.forEach(device -> all.put(device, new Listed(device, null)));
        List<Listed> labelled = sql.all(
                "select device_id, label from wakeup where device_id = any(?) and label is not null",
                row -> new Listed(new DeviceId(row.getString(1)), row.getString(2)),
                Sql.texts(devices.stream().map(DeviceId::value).toList()));
        labelled.forEach(one -> all.put(one.id(), one));
        return List.copyOf(all.values());
    }

    boolean isEmpty() throws SQLException {
        return !sql.finds("select 1 from wakeup limit 1");
    }

    /**
     * Creates the rows of first events and moves those of others, each only from the number before its own.
     *
     * @param inOrder one a device, in the order of their ids
     * @return the devices whose rows were created or moved
     */
    Set<DeviceId> advance(Collection<Landing> inOrder) throws SQLException {
        if (sql.dialect() == Dialect.POSTGRESQL) return devices(ADVANCE.written(sql, inOrder));
        List<Landing> first = inOrder.stream().filter(Landing::first).toList();
        Set<DeviceId> advanced = devices(MAKE_ON_H2.written(sql, first));
        Map<DeviceId, Wakeup> rows = lock(inOrder.stream()
                .map(Landing::device)
                .filter(device -> !advanced.contains(device))
                .toList());
        List<Landing> moved = inOrder.stream()
                .filter(landing -> rows.containsKey(landing.device()))
                .filter(landing ->
                        Objects.requireNonNull(rows.get(landing.device())).seq() == landing.number() - 1)
                .toList();
        MOVE_ON_H2.write(sql, moved);
        moved.forEach(landing -> advanced.add(landing.device()));
        return advanced;
    }

    private static Set<DeviceId> devices(Set<String> ids) {
        return ids.stream().map(DeviceId::new).collect(Collectors.toCollection(HashSet::new));
    }

    /** Rows that are locked; no {@code seq} changes. */
    void raise(Collection<Row> to) throws SQLException {
        RAISE.write(sql, to.stream().filter(row -> !row.wakeup().isApart()).toList());
        PARK.write(sql, to.stream().filter(row -> row.wakeup().isApart()).toList());
    }

    /** Rows that are locked; no {@code seq} changes. */
    void lower(Collection<Row> to) throws SQLException {
        LOWER.write(sql, to);
    }

    /**
     * Where a page begins.
     *
     * @param device the last one of the page before, due at that same time; empty: none
     */
    record Position(long dueAt, String device) {
        static Position from(Instant dueAt) {
            return new Position(dueAt.toEpochMilli(), "");
        }

        static Position after(Row row) {
            return new Position(
                    row.wakeup().dueAt().toEpochMilli(), row.device().value());
        }
    }

    /** A page of devices that fire for the first time, and one of devices that only wait. */
    record Due(List<Row> first, List<Row> waiting) {}

    /**
     * The slices' rows due by {@code until}, by one query; each page in the order of (due_at, slice, device id).
     *
     * @param first where the page of devices that fire begins; null: none is read
     * @param waiting where the page of devices that only wait begins; null: none is read
     * @param limit of each page
     */
    Due due(Collection<Integer> slices, Instant until, @Nullable Position first, @Nullable Position waiting, int limit)
            throws SQLException {
        List<String> pages = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        Sql.Many among = Sql.integers(slices);
        if (first != null) pages.add(page(false, until, first, among, limit, parameters));
        if (waiting != null) pages.add(page(true, until, waiting, among, limit, parameters));
        Due due = new Due(new ArrayList<>(), new ArrayList<>());
        sql.all(
                String.join("\nunion all\n", pages),
                row -> (row.getBoolean(5) ? due.waiting() : due.first()).add(row(row)),
                parameters.toArray());
        return due;
    }

    private static String page(
            boolean waits, Instant until, Position begin, Sql.Many slices, int limit, List<Object> parameters) {
        int slice = begin.device().isEmpty() ? -1 : slice(new DeviceId(begin.device()));
        Collections.addAll(
                parameters,
                until.toEpochMilli(),
                begin.dueAt(),
                begin.dueAt(),
                slice,
                slice,
                begin.device(),
                slices,
                limit);
        return """
                (select %s from wakeup
                where waits = %s and due_at <= ? and due_at >= ?
                    and (due_at > ? or slice > ? or (slice = ? and device_id > ?)) and slice = any(?)
                order by due_at, slice, device_id limit ?)"""
                .formatted(COLUMNS, waits);
    }

    private static Row row(ResultSet row) throws SQLException {
        DeviceId device = new DeviceId(row.getString(1));
        Instant dueAt = Instant.ofEpochMilli(row.getLong(2));
        long seq = row.getLong(3);
        long owedFrom = row.getLong(4);
        boolean plain = row.wasNull() || owedFrom >= dueAt.toEpochMilli();
        return new Row(
                device,
                plain
                        ? new Wakeup(dueAt, seq)
                        : new Wakeup(dueAt, seq, Instant.ofEpochMilli(owedFrom), row.getBoolean(5), List.of()));
    }
}
