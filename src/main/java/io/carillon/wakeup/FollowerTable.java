package io.carillon.wakeup;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.DeviceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Statements on the table {@code calendar_follower}. Callers lock the devices' rows before they change it. */
record FollowerTable(Sql sql) {
    /** A device and the calendar that it follows from now on. */
    record Follower(DeviceId device, Calendar calendar) {}

    private static final Bulk<Follower> FOLLOW = Bulk.<Follower>of(
                    """
                    insert into calendar_follower (device_id, name, version)
                    select v.device_id, v.name, v.version from {rows}
                    on conflict (device_id) do update set name = excluded.name, version = excluded.version""",
                    """
                    merge into calendar_follower as t using {rows} on t.device_id = v.device_id
                    when matched then update set name = v.name, version = v.version
                    when not matched then insert (device_id, name, version) values (v.device_id, v.name, v.version)""")
            .text("device_id", follower -> follower.device().value())
            .text("name", follower -> follower.calendar().name().value())
            .number("version", follower -> follower.calendar().version());

    private static final Bulk<DeviceId> LEAVE = Bulk.<DeviceId>delete("calendar_follower", "t.device_id = v.device_id")
            .text("device_id", DeviceId::value);

    /** The position after which a list of {@link Behind} continues. */
    record Position(long dueAt, String device) {
        static final Position START = new Position(Long.MIN_VALUE, "");
    }

    /**
     * A device that does not use the latest version.
     *
     * @param latest of its calendar
     */
    record Behind(DeviceId device, Calendar latest, Position position) {}

    void follow(Collection<Follower> followers) throws SQLException {
        FOLLOW.write(sql, followers);
    }

    void leave(Collection<DeviceId> devices) throws SQLException {
        LEAVE.write(sql, devices);
    }

    /** The devices of these slices, soonest due first. */
    List<Behind> behind(Collection<Integer> slices, Position after, int limit) throws SQLException {
        return sql.all(
                """
                select f.device_id, c.name, c.version, w.due_at from calendar c
                join calendar_follower f on f.name = c.name and f.version < c.version
                join wakeup w on w.device_id = f.device_id
                where w.slice = any(?) and (w.due_at > ? or w.due_at = ? and w.device_id > ?)
                order by w.due_at, w.device_id limit ?""",
                FollowerTable::behind,
                Sql.integers(slices),
                after.dueAt(),
                after.dueAt(),
                after.device(),
                limit);
    }

    private static Behind behind(ResultSet row) throws SQLException {
        String device = row.getString(1);
        return new Behind(
                new DeviceId(device),
                new Calendar(new CalendarName(row.getString(2)), row.getLong(3)),
                new Position(row.getLong(4), device));
    }
}
