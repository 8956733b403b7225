package io.carillon.device;

import akka.actor.typed.javadsl.ActorContext;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarDates;
import io.carillon.schedule.KnownCalendars;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calendar versions that a device uses, or is about to use: the node's cache may evict others at any time. */
final class DeviceCalendars implements KnownCalendars {
    private final CalendarContents contents;
    private final ActorContext<DeviceCommand> context;
    private Map<Calendar, Optional<CalendarDates>> held = Map.of();
    private boolean reading;

    DeviceCalendars(CalendarContents contents, ActorContext<DeviceCommand> context) {
        this.contents = contents;
        this.context = context;
    }

    /**
     * Whether the version's dates are known, or it is known not to exist; else they are read, and {@link CalendarRead}
     * follows.
     */
    boolean knows(@Nullable Calendar version) {
        if (version == null || held.containsKey(version)) return true;
        if (!reading)
            context.pipeToSelf(
                    contents.read(version),
                    (dates, failed) -> new CalendarRead(version, failed == null ? dates : Optional.empty(), failed));
        reading = true;
        return false;
    }

    boolean isReading() {
        return reading;
    }

    void take(CalendarRead read) {
        reading = false;
        if (read.failed() != null) return;
        Map<Calendar, Optional<CalendarDates>> next = new HashMap<>(held);
        next.put(read.version(), read.dates());
        held = Map.copyOf(next);
    }

    void keepOnly(@Nullable Calendar version) {
        Optional<CalendarDates> dates = version == null ? null : held.get(version);
        if (version == null || dates == null) held = Map.of();
        else if (held.size() > 1) held = Map.of(version, dates);
    }

    @Override
    public Optional<CalendarDates> of(Calendar version) {
        return held.getOrDefault(version, Optional.empty());
    }
}
