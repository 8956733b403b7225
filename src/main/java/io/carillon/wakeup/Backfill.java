package io.carillon.wakeup;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Wakeup;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * Migration 6: fills tables from the journal: each device's row in {@code wakeup}, whether it is listed, its bindings.
 * Reads the journal in pages, in one transaction.
 */
final class Backfill implements JavaMigration {
    private static final String PREFIX = "device|";
    private static final int EVENTS_A_PAGE = 2000;
    private static final int FETCH = 50;

    private record Row(String device, long seq, boolean listed) {}

    private record Binding(String user, String device) {}

    private static final Bulk<Row> LIST = Bulk.<Row>of(
                    """
                    insert into wakeup (device_id, slice, due_at, seq, listed)
                    select v.device_id, v.slice, v.due_at, v.seq, v.listed from {rows}
                    on conflict (device_id) do update set listed = excluded.listed""",
                    """
                    merge into wakeup as t using {rows} on t.device_id = v.device_id
                    when matched then update set listed = v.listed
                    when not matched then insert (device_id, slice, due_at, seq, listed)
                        values (v.device_id, v.slice, v.due_at, v.seq, v.listed)""")
            .text("device_id", Row::device)
            .number("slice", row -> (long) WakeupTable.slice(new DeviceId(row.device())))
            .number("due_at", row -> Wakeup.NEVER.toEpochMilli())
            .number("seq", Row::seq)
            .flag("listed", Row::listed);

    private static final Bulk<Binding> BIND = Bulk.<Binding>of(
                    "insert into binding (user_id, device_id) select v.user_id, v.device_id from {rows}")
            .text("user_id", Binding::user)
            .text("device_id", Binding::device);

    private static final String PAGE_END =
            """
            select max(persistence_id) from (select persistence_id from event_journal
                where persistence_id > ? and persistence_id < 'device}' order by persistence_id limit ?) as page""";

    /** Each device's latest snapshot and the events after it. */
    private static final String PAGE =
            """
            select persistence_id, sequence_number, manifest, payload from (
                select persistence_id, sequence_number, snapshot_ser_manifest as manifest, snapshot_payload as payload
                from snapshot s where persistence_id > ? and persistence_id <= ? and sequence_number =
                    (select max(sequence_number) from snapshot where persistence_id = s.persistence_id)
                union all
                select persistence_id, sequence_number, event_ser_manifest as manifest, event_payload as payload
                from event_journal e where persistence_id > ? and persistence_id <= ? and sequence_number > coalesce(
                    (select max(sequence_number) from snapshot where persistence_id = e.persistence_id), 0)) as stored
            order by persistence_id, sequence_number""";

    private final Dialect dialect;

    Backfill(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("6");
    }

    @Override
    public String getDescription() {
        return "devices of the journal";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Sql sql = new Sql(context.getConnection(), dialect);
        String after = PREFIX;
        for (String end = pageEnd(sql, after); end != null; end = pageEnd(sql, after)) {
            page(sql, after, end);
            after = end;
        }
    }

    /** The device of the page's last event; null where none is left. */
    private static @Nullable String pageEnd(Sql sql, String after) throws SQLException {
        return sql.first(PAGE_END, row -> row.getString(1), after, EVENTS_A_PAGE)
                .orElse(null);
    }

    private static void page(Sql sql, String after, String end) throws SQLException {
        List<Row> rows = new ArrayList<>();
        List<Binding> bindings = new ArrayList<>();
        StoredDevice device = new StoredDevice("");
        try (PreparedStatement select = sql.connection().prepareStatement(PAGE)) {
            select.setFetchSize(FETCH);
            select.setString(1, after);
            select.setString(2, end);
            select.setString(3, after);
            select.setString(4, end);
            try (ResultSet stored = select.executeQuery()) {
                while (stored.next()) {
                    String id = stored.getString(1).substring(PREFIX.length());
                    if (!id.equals(device.id())) {
                        add(device, rows, bindings);
                        device = new StoredDevice(id);
                    }
                    device.take(stored.getLong(2), stored.getString(3), stored.getBytes(4));
                }
            }
        }
        add(device, rows, bindings);
        LIST.write(sql, rows);
        BIND.write(sql, bindings);
    }

    private static void add(StoredDevice device, List<Row> rows, List<Binding> bindings) {
        if (device.id().isEmpty()) return;
        rows.add(new Row(device.id(), device.seq(), device.listed()));
        device.users().forEach(user -> bindings.add(new Binding(user, device.id())));
    }
}
