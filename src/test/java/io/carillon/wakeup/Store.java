package io.carillon.wakeup;

import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceEvent.UserBound;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Plain;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Wakeup;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts into a database what tests need to find there, and looks at what they left. */
final class Store {
    static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    static final UserId ALICE = new UserId("alice");

    private static final Bulk<Map.Entry<DeviceId, Wakeup>> DELETE = Bulk.<Map.Entry<DeviceId, Wakeup>>of(
                    "delete from wakeup where device_id in (select v.device_id from {rows})")
            .text("device_id", row -> row.getKey().value());

    private static final Bulk<Map.Entry<DeviceId, Wakeup>> INSERT = Bulk.<Map.Entry<DeviceId, Wakeup>>of(
                    "insert into wakeup (device_id, slice, due_at, seq) select * from {rows}")
            .text("device_id", row -> row.getKey().value())
            .number("slice", row -> (long) WakeupTable.slice(row.getKey()))
            .number("due_at", row -> row.getValue().dueAt().toEpochMilli())
            .number("seq", row -> row.getValue().seq());

    private Store() {}

    /** A write that owes {@code T0} and does nothing else. */
    static EventWrite write() {
        return Plain.write(bound(), T0, Instant.EPOCH, List.of(), Set.of(), Set.of(), true);
    }

    static EventWrite write(Instant owedFrom, Instant passed, Firing... lines) {
        return Plain.write(bound(), owedFrom, passed, List.of(lines), Set.of(), Set.of(), true);
    }

    static EventWrite write(DeviceEvent event, Set<UserId> bound, Set<UserId> unbound) {
        return Plain.write(event, Wakeup.NEVER, Instant.EPOCH, List.of(), bound, unbound, !bound.isEmpty());
    }

    private static DeviceEvent bound() {
        return new UserBound(ALICE, T0);
    }

    static Landing landing(DeviceId device, long number, EventWrite write) {
        return landing(
                device, number, write, System.nanoTime() + Duration.ofMinutes(1).toNanos());
    }

    static Landing landing(DeviceId device, long number, EventWrite write, long until) {
        return new Landing(
                "device|" + device,
                device,
                number,
                "writer",
                T0.toEpochMilli(),
                33,
                write.event().getClass().getName(),
                ("event " + number).getBytes(StandardCharsets.UTF_8),
                write,
                until);
    }

    /** Whether each of them landed. */
    static List<Boolean> land(Database database, List<Landing> batch) throws SQLException {
        EventTransaction transaction = new EventTransaction(batch, System::nanoTime, Telling.NOTHING);
        return database.inTransaction(sql -> transaction.on(sql)).stream()
                .map(Optional::isEmpty)
                .toList();
    }

    static boolean land(Database database, DeviceId device, long number, EventWrite write) throws SQLException {
        return land(database, List.of(landing(device, number, write))).get(0);
    }

    static void row(Database database, DeviceId device, Instant dueAt, long seq) throws SQLException {
        rows(database, Map.of(device, new Wakeup(dueAt, seq)));
    }

    /** Whatever rows these devices had. */
    static void rows(Database database, Map<DeviceId, Wakeup> rows) throws SQLException {
        database.inTransaction(sql -> {
            DELETE.write(sql, rows.entrySet());
            return INSERT.write(sql, rows.entrySet());
        });
    }

    static void lines(Database database, DeviceId device, Firing... firings) throws SQLException {
        SortedMap<FiringTable.Key, Firing> lines = new TreeMap<>();
        for (Firing firing : firings) lines.put(FiringTable.Key.of(device, firing), firing);
        database.inTransaction(sql -> {
            new FiringTable(sql).put(lines);
            return true;
        });
    }

    static void execute(Database database, String statement) throws SQLException {
        database.inTransaction(sql -> {
            sql.execute(statement);
            return true;
        });
    }

    static void execute(Connection connection, String statement) throws SQLException {
        new Sql(connection, Dialect.POSTGRESQL).execute(statement);
    }

    /** The first column of all rows, as text. */
    static List<String> texts(Database database, String query) throws SQLException {
        return database.inTransaction(sql -> sql.all(query, row -> row.getString(1)));
    }

    /** The journal in the order of its keys: {@code device|lamp 1}. */
    static List<String> events(Database database) throws SQLException {
        return texts(
                database,
                "select persistence_id || ' ' || sequence_number from event_journal"
                        + " order by persistence_id, sequence_number");
    }
}
