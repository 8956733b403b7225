package io.carillon.wakeup;

import io.carillon.device.Calendars.Found;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Statements on the tables {@code calendar} and {@code calendar_version}. */
record CalendarTable(Sql sql) {
    /** A version and its dates. */
    record Version(Calendar calendar, Days days) {}

    /** The dates of those versions that exist. */
    Map<Long, Days> read(Collection<Calendar> versions) throws SQLException {
        Map<Long, Days> found = new HashMap<>();
        sql.all(
                "select version, dates from calendar_version where version = any(?)",
                row -> found.put(row.getLong(1), days(row.getString(2))),
                versions(versions));
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
        Optional<Calendar> latest = sql.first(
                "select version from calendar where name = ?" + lock,
                row -> new Calendar(name, row.getLong(1)),
                name.value());
        if (latest.isEmpty()) return Optional.empty();
        Map<Long, Days> dates = read(List.of(latest.get()));
        return latest.flatMap(
                one -> Optional.ofNullable(dates.get(one.version())).map(days -> new Version(one, days)));
    }

    int count() throws SQLException {
        return sql.first("select count(*) from calendar", row -> row.getInt(1)).orElse(0);
    }

    Found list(long from, int limit) throws SQLException {
        List<CalendarName> names = sql.all(
                "select name from calendar order by name limit ? offset ?",
                row -> new CalendarName(row.getString(1)),
                limit,
                from);
        return new Found(count(), names);
    }

    /** @param first whether the calendar does not exist yet; else it is locked */
    void put(CalendarName name, Days days, boolean first) throws SQLException {
        long version;
        try (PreparedStatement insert = sql.connection()
                .prepareStatement(
                        "insert into calendar_version (name, dates) values (?, ?)", new String[] {"version"})) {
            insert.setString(1, name.value());
            insert.setString(2, text(days));
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                version = key.getLong(1);
            }
        }
        sql.update(
                first
                        ? "insert into calendar (version, name) values (?, ?)"
                        : "update calendar set version = ? where name = ?",
                version,
                name.value());
    }

    /**
     * Deletes a locked calendar and its versions. An event that makes its device follow one has either locked its row
     * ({@link #share}) or finds none.
     *
     * @return false where a device follows it
     */
    boolean delete(CalendarName name) throws SQLException {
        sql.finds("select version from calendar_version where name = ? order by version for update", name.value());
        if (sql.finds("select 1 from calendar_follower where name = ? limit 1", name.value())) return false;
        sql.update("delete from calendar_version where name = ?", name.value());
        sql.update("delete from calendar where name = ?", name.value());
        return true;
    }

    /**
     * The versions that exist; they stay until the transaction ends. H2 has no shared row locks.
     *
     * @param calendars may hold a version more than once
     */
    Set<Long> share(Collection<Calendar> calendars) throws SQLException {
        if (calendars.isEmpty()) return Set.of();
        String lock = sql.dialect() == Dialect.H2 ? "update" : "share";
        return Set.copyOf(sql.all(
                "select version from calendar_version where version = any(?) order by version for " + lock,
                row -> row.getLong(1),
                versions(calendars)));
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
        List<Long> locked = sql.all(
                "select version from calendar_version v where " + unused + " order by version limit ? for update",
                row -> row.getLong(1),
                most);
        if (locked.isEmpty()) return 0;
        // checked again: until the row was locked an event may have held it
        return sql.update("delete from calendar_version v where version = any(?) and " + unused, Sql.longs(locked));
    }

    private static Sql.Many versions(Collection<Calendar> calendars) {
        return Sql.longs(calendars.stream().map(Calendar::version).distinct().toList());
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
