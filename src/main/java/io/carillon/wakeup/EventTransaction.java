package io.carillon.wakeup;

import static io.carillon.wakeup.WakeupTable.BYTEWISE;

import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Wakeup;
import io.carillon.wakeup.BindingTable.Binding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The events of many devices with all that lands with each (design, <i>One write</i>). Rows are made before any is locked,
 * both in the order of device ids: the other way round two transactions could wait for each other.
 */
final class EventTransaction {
    private final List<Landing> batch;
    private final LongSupplier nanoTime;

    EventTransaction(List<Landing> batch, LongSupplier nanoTime) {
        this.batch = batch;
        this.nanoTime = nanoTime;
    }

    /** Nanoseconds until no commit may begin. */
    long left() {
        long now = nanoTime.getAsLong();
        return batch.stream().mapToLong(landing -> landing.left(now)).min().orElse(Long.MAX_VALUE);
    }

    /** May be done again from the start. Answers why an event was refused, in the batch's order; empty where it lands. */
    List<Optional<EventRefused>> on(Connection connection, Dialect dialect) throws SQLException {
        WakeupTable rows = new WakeupTable(connection, dialect);
        SortedMap<DeviceId, Landing> first = new TreeMap<>(BYTEWISE);
        for (Landing one : batch) if (one.first()) first.putIfAbsent(one.device(), one);
        Set<DeviceId> made = rows.make(first.values());
        Map<DeviceId, Long> last = lastNumbers(rows, made);

        long now = nanoTime.getAsLong();
        SortedMap<DeviceId, Landing> landing = new TreeMap<>(BYTEWISE);
        List<Optional<EventRefused>> refusals = new ArrayList<>();
        for (Landing one : batch) {
            Optional<EventRefused> refused = refused(one, last, now);
            refusals.add(refused);
            if (refused.isEmpty()) landing.put(one.device(), one);
        }
        write(connection, dialect, landing, made);
        return refusals;
    }

    private Map<DeviceId, Long> lastNumbers(WakeupTable rows, Set<DeviceId> made) throws SQLException {
        Set<DeviceId> others = new HashSet<>();
        for (Landing one : batch) if (!made.contains(one.device())) others.add(one.device());
        Map<DeviceId, Long> last = new HashMap<>();
        for (DeviceId device : made) last.put(device, 0L);
        for (Map.Entry<DeviceId, Wakeup> row : rows.lock(others).entrySet())
            last.put(row.getKey(), row.getValue().seq());
        return last;
    }

    /** Only the first event of a device in a batch may land: another of it is of another incarnation. */
    private static Optional<EventRefused> refused(Landing one, Map<DeviceId, Long> last, long now) {
        Long number = last.remove(one.device());
        if (number == null || number != one.number() - 1)
            return Optional.of(EventRefused.superseded(one.device(), one.number()));
        return one.late(now) ? Optional.of(EventRefused.late(one.device(), one.number())) : Optional.empty();
    }

    private static void write(
            Connection connection, Dialect dialect, SortedMap<DeviceId, Landing> landing, Set<DeviceId> made)
            throws SQLException {
        WakeupTable rows = new WakeupTable(connection, dialect);
        Set<DeviceId> inVain = new TreeSet<>(BYTEWISE);
        for (DeviceId device : made) if (!landing.containsKey(device)) inVain.add(device);
        rows.unmake(inVain);
        rows.move(landing.values().stream()
                .filter(one -> !made.contains(one.device()))
                .toList());
        new EventTable(connection, dialect).insert(landing.values());

        Set<DeviceId> cleared = landing.values().stream()
                .filter(one -> one.write().event() instanceof DeviceCleared)
                .map(Landing::device)
                .collect(Collectors.toCollection(() -> new TreeSet<>(BYTEWISE)));
        BindingTable bindings = new BindingTable(connection, dialect);
        bindings.clear(cleared);
        bindings.unbind(bindings(landing.values(), false));
        bindings.bind(bindings(landing.values(), true));
        FiringTable lines = new FiringTable(connection, dialect);
        lines.clear(cleared);
        lines.put(ended(landing.values(), cleared));
    }

    private static List<Binding> bindings(Collection<Landing> landings, boolean bound) {
        List<Binding> found = new ArrayList<>();
        for (Landing one : landings)
            (bound ? one.write().bound() : one.write().unbound())
                    .forEach(user -> found.add(new Binding(user, one.device())));
        return found;
    }

    /** Of a device that was cleared no line stays, so none is written. */
    private static SortedMap<FiringTable.Key, Firing> ended(Collection<Landing> landings, Set<DeviceId> cleared) {
        SortedMap<FiringTable.Key, Firing> lines = new TreeMap<>();
        for (Landing one : landings)
            if (!cleared.contains(one.device()))
                for (Firing firing : one.write().lines())
                    lines.merge(FiringTable.Key.of(one.device(), firing), firing, Firing::or);
        return lines;
    }
}
