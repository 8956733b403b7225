package io.carillon.http;

import io.carillon.device.Calendars;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarDates;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Days;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Calendars in memory. */
final class StubCalendars implements Calendars {
    private final Map<CalendarName, Latest> latest = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();

    /** Names of those that a device follows. */
    final Set<String> followed = ConcurrentHashMap.newKeySet();

    volatile boolean unavailable;

    Optional<CalendarDates> dates(Calendar version) {
        return Optional.ofNullable(latest.get(version.name()))
                .filter(found -> found.version().equals(version))
                .map(Latest::dates);
    }

    @Override
    public CompletionStage<Optional<CalendarDates>> read(Calendar version) {
        return answered(dates(version));
    }

    @Override
    public CompletionStage<Optional<Latest>> latest(CalendarName name) {
        return answered(Optional.ofNullable(latest.get(name)));
    }

    @Override
    public CompletionStage<Boolean> put(CalendarName name, Days days) {
        if (latest.size() == MOST && !latest.containsKey(name)) return answered(false);
        long version = versions.incrementAndGet();
        latest.put(name, new Latest(new Calendar(name, version), CalendarDates.of(version, days)));
        return answered(true);
    }

    @Override
    public CompletionStage<Deletion> delete(CalendarName name) {
        if (followed.contains(name.value())) return answered(Deletion.FOLLOWED);
        return answered(latest.remove(name) == null ? Deletion.NO_SUCH : Deletion.DELETED);
    }

    @Override
    public CompletionStage<Found> list(long from, int limit) {
        List<CalendarName> names = latest.keySet().stream()
                .sorted(Comparator.comparing(CalendarName::value))
                .skip(from)
                .limit(limit)
                .toList();
        return answered(new Found(latest.size(), names));
    }

    private <T> CompletionStage<T> answered(T answer) {
        return unavailable
                ? CompletableFuture.failedStage(new IllegalStateException("no database"))
                : CompletableFuture.completedStage(answer);
    }
}
