package io.carillon.wakeup;

import io.carillon.device.Calendars.Found;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Statements on the tables {@code calendar} and {@code calendar_version}. */
final class CalendarTable {
    /** A version and its dates. */
    record Version(Calendar calendar, Days days) {}

    private final Connection connection;
    private final Dialect dialect;

    CalendarTable(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** The dates of those versions that exist. */
    Map<Long, Days> read(Collection<Calendar> versions) throws SQLException {
        Map<Long, Days> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select version, dates from calendar_version where version = any(?)")) {
            select.setArray(1, versions(versions));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.put(row.getLong(1), days(row.getString(2)));
            }
        }
        return found;
    }

    Optional<Version> latest(CalendarName name) throws SQLException {
        return latest(name, "");
    }

    /** Locks the calendar until the transaction ends. */
    Optional<Version> lock(CalendarName name) throws SQLException {
        return latest(name, " for update");
    }

    private Optional<Version> latest(CalendarName name, String lock) throws SQLException {
        long version;
        try (PreparedStatement select =
                connection.prepareStatement("select version from calendar where name = ?" + lock)) {
            select.setString(1, name.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) return Optional.empty();
                version = row.getLong(1);
            }
        }
        Calendar latest = new Calendar(name, version);
        return Optional.ofNullable(read(List.of(latest)).get(version)).map(days -> new Version(latest, days));
    }

    int count() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(*) from calendar");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    Found list(long from, int limit) throws SQLException {
        List<CalendarName> names = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select name from calendar order by name limit ? offset ?")) {
            select.setInt(1, limit);
            select.setLong(2, from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) names.add(new CalendarName(row.getString(1)));
            }
        }
        return new Found(count(), names);
    }

    /** @param first whether the calendar does not exist yet; else it is locked */
    void put(CalendarName name, Days days, boolean first) throws SQLException {
        long version;
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into calendar_version (name, dates) values (?, ?)", new String[] {"version"})) {
            insert.setString(1, name.value());
            insert.setString(2, text(days));
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                version = key.getLong(1);
            }
        }
        try (PreparedStatement write = connection.prepareStatement(
                first
                        ? "insert into calendar (version, name) values (?, ?)"
                        : "update calendar set version = ? where name = ?")) {
            write.setLong(1, version);
            write.setString(2, name.value());
            write.executeUpdate();
        }
    }

    /**
     * Deletes a locked calendar and its versions. An event that makes its device follow one has either locked its row
     * ({@link #share}) or finds none.
     *
     * @return false where a device follows it
     */
    boolean delete(CalendarName name) throws SQLException {
        on("select version from calendar_version where name = ? order by version for update", name);
        if (on("select device_id from calendar_follower where name = ? limit 1", name)) return false;
        on("delete from calendar_version where name = ?", name);
        on("delete from calendar where name = ?", name);
        return true;
    }

    /** Whether the query finds a row. */
    private boolean on(String sql, CalendarName name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name.value());
            if (!statement.execute()) return false;
            try (ResultSet found = statement.getResultSet()) {
                return found.next();
            }
        }
    }

    /**
     * The versions that exist; they stay until the transaction ends. H2 has no shared row locks.
     *
     * @param calendars may hold a version more than once
     */
    Set<Long> share(Collection<Calendar> calendars) throws SQLException {
        if (calendars.isEmpty()) return Set.of();
        String lock = dialect == Dialect.H2 ? "update" : "share";
        Set<Long> found = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select version from calendar_version where version = any(?) order by version for " + lock)) {
            select.setArray(1, versions(calendars));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(row.getLong(1));
            }
        }
        return found;
    }

    /**
     * Deletes versions that are not their calendar's latest and that no device uses.
     *
     * @return how many
     */
    int trim(int most) throws SQLException {
        String unused =
                """
                not exists (select 1 from calendar c where c.name = v.name and c.version = v.version)
                and not exists (select 1 from calendar_follower f where f.name = v.name and f.version = v.version)""";
        List<Long> locked = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select version from calendar_version v where " + unused + " order by version limit ? for update")) {
            select.setInt(1, most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) locked.add(row.getLong(1));
            }
        }
        // checked again: until the row was locked an event may have held it
        try (PreparedStatement delete =
                connection.prepareStatement("delete from calendar_version v where version = any(?) and " + unused)) {
            delete.setArray(1, connection.createArrayOf("bigint", locked.toArray(Long[]::new)));
            return locked.isEmpty() ? 0 : delete.executeUpdate();
        }
    }

    private Array versions(Collection<Calendar> calendars) throws SQLException {
        return connection.createArrayOf(
                "bigint", calendars.stream().map(Calendar::version).distinct().toArray(Long[]::new));
    }

    private static String text(Days days) {
        return days.dates().entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining(" "));
    }

    private static Days days(String text) {
        Map<LocalDate, DayKind> dates = new TreeMap<>();
        for (String one : text.split(" ", -1)) {
            int equals = one.indexOf('=');
            if (equals > 0)
                dates.put(LocalDate.parse(one.substring(0, equals)), DayKind.valueOf(one.substring(equals + 1)));
        }
        return Days.of(dates);
    }
}
