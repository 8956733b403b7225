package io.carillon.wakeup;

import static io.carillon.wakeup.WakeupTable.BYTEWISE;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.wakeup.BindingTable.Binding;
import io.carillon.wakeup.FollowerTable.Follower;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the events of many devices, each with all that belongs to it (design, <i>One write</i>). Rows are created and
 * locked in the order of device ids, so that two transactions never deadlock; before them, the calendar versions that
 * devices begin to follow.
 */
final class EventTransaction {
    private final List<Landing> batch;
    private final LongSupplier nanoTime;
    private final Telling telling;

    EventTransaction(List<Landing> batch, LongSupplier nanoTime, Telling telling) {
        this.batch = batch;
        this.nanoTime = nanoTime;
        this.telling = telling;
    }

    /** The calendar versions found at the last try. */
    private Set<Long> calendars = Set.of();

    /**
     * Why each event was refused, in the batch's order; empty where it was written. An event whose deadline has passed
     * when its row is locked, or when the commit would begin, is refused alone, and the others start again without it.
     * So is one whose device is to follow a deleted calendar.
     *
     * @param sql without a transaction
     */
    List<Optional<EventRefused>> on(Sql sql) throws SQLException {
        while (true) {
            SortedMap<DeviceId, Landing> landing = inTime();
            Deadline.bound(sql, left(landing.values()));
            shareCalendars(sql, landing.values());
            Set<DeviceId> advanced = new WakeupTable(sql).advance(landing.values());
            landing.keySet().retainAll(advanced);
            long now = nanoTime.getAsLong();
            if (landing.values().stream().noneMatch(one -> one.late(now))) {
                write(sql, landing.values());
                if (left(landing.values()) > 0)
                    return batch.stream().map(one -> outcome(one, landing, now)).toList();
            }
            sql.connection().rollback();
        }
    }

    /** Nanoseconds until the first deadline by which a commit must begin. */
    private long left(Collection<Landing> landing) {
        long now = nanoTime.getAsLong();
        return landing.stream().mapToLong(one -> one.left(now)).min().orElse(Long.MAX_VALUE);
    }

    /** In the order of device ids. Of two events of one device, from two incarnations, only the first is tried. */
    private SortedMap<DeviceId, Landing> inTime() {
        long now = nanoTime.getAsLong();
        SortedMap<DeviceId, Landing> inTime = new TreeMap<>(BYTEWISE);
        for (Landing one : batch) if (!one.late(now)) inTime.putIfAbsent(one.device(), one);
        return inTime;
    }

    private void shareCalendars(Sql sql, Collection<Landing> landing) throws SQLException {
        List<Calendar> wanted = landing.stream()
                .flatMap(one -> Stream.ofNullable(one.follows()))
                .toList();
        calendars = new CalendarTable(sql).share(wanted);
        landing.removeIf(this::lacksCalendar);
    }

    private boolean lacksCalendar(Landing one) {
        Calendar follows = one.follows();
        return follows != null && !calendars.contains(follows.version());
    }

    private Optional<EventRefused> outcome(Landing one, Map<DeviceId, Landing> landed, long now) {
        if (landed.get(one.device()) == one) return Optional.empty();
        if (one.late(now)) return Optional.of(EventRefused.late(one.device(), one.number()));
        return Optional.of(
                lacksCalendar(one)
                        ? EventRefused.noCalendar(one.device(), one.number())
                        : EventRefused.superseded(one.device(), one.number()));
    }

    private void write(Sql sql, Collection<Landing> landing) throws SQLException {
        new EventTable(sql).insert(landing);
        Set<DeviceId> cleared = landing.stream()
                .filter(one -> one.write().event() instanceof DeviceCleared)
                .map(Landing::device)
                .collect(Collectors.toCollection(() -> new TreeSet<>(BYTEWISE)));
        BindingTable bindings = new BindingTable(sql);
        bindings.clear(cleared);
        bindings.unbind(bindings(landing, false));
        bindings.bind(bindings(landing, true));
        follow(new FollowerTable(sql), landing);
        FiringTable lines = new FiringTable(sql, telling);
        lines.tell(ended(landing, cleared::contains));
        lines.clear(cleared);
        lines.put(ended(landing, device -> !cleared.contains(device)));
    }

    private static void follow(FollowerTable followers, Collection<Landing> landing) throws SQLException {
        List<Follower> follow = new ArrayList<>();
        List<DeviceId> leave = new ArrayList<>();
        for (Landing one : landing) {
            Calendar calendar = one.follows();
            if (calendar != null) follow.add(new Follower(one.device(), calendar));
            else if (one.write().follows().named()) leave.add(one.device());
        }
        followers.follow(follow);
        followers.leave(leave);
    }

    private static List<Binding> bindings(Collection<Landing> landings, boolean bound) {
        List<Binding> found = new ArrayList<>();
        for (Landing one : landings)
            (bound ? one.write().bound() : one.write().unbound())
                    .forEach(user -> found.add(new Binding(user, one.device())));
        return found;
    }

    /** A cleared device keeps no lines, so none are written: they are only told. */
    private static SortedMap<FiringTable.Key, Firing> ended(Collection<Landing> landings, Predicate<DeviceId> which) {
        SortedMap<FiringTable.Key, Firing> lines = new TreeMap<>();
        for (Landing one : landings)
            if (which.test(one.device()))
                for (Firing firing : one.write().lines())
                    lines.merge(FiringTable.Key.of(one.device(), firing), firing, Firing::or);
        return lines;
    }
}
