package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import io.carillon.device.Calendars;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarDates;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Days;
import io.carillon.wakeup.CalendarTable.Version;
import io.carillon.wakeup.Connections.Work;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of calendars, with a cache of the versions that this node has read; a version never changes. */
public final class JdbcCalendars implements Calendars {
    private static final Logger log = LoggerFactory.getLogger(JdbcCalendars.class);
    private static final int READ_AT_ONCE = 50;

    /** Room for the latest version of each and for some that devices are about to leave: at most 10 KiB each. */
    private static final int KEPT = 2 * MOST;

    private final Transactions transactions;
    private final Gathering<Calendar, Optional<CalendarDates>> reads;
    private final Map<Long, CalendarDates> kept = Collections.synchronizedMap(new Recent(KEPT));

    public JdbcCalendars(Database database, ActorSystem<?> system) {
        transactions = new Transactions(database, system);
        reads = new Gathering<>(
                Gathering.whileBusy(READ_AT_ONCE), batch -> transactions.read(sql -> read(sql, batch)), system);
    }

    /** Callers learn only that it failed, so the reason is logged here. */
    private <T> CompletionStage<T> run(Work<T> work) {
        return transactions.run(work).whenComplete((done, failed) -> {
            if (failed != null) log.warn("Calendars cannot be read or changed: {}", Database.reason(failed));
        });
    }

    @Override
    public CompletionStage<Optional<CalendarDates>> read(Calendar version) {
        CalendarDates known = kept.get(version.version());
        return known == null ? reads.ask(version) : CompletableFuture.completedStage(Optional.of(known));
    }

    private List<Optional<CalendarDates>> read(Sql sql, List<Calendar> batch) throws SQLException {
        Map<Long, Days> found = new CalendarTable(sql).read(batch);
        return batch.stream()
                .map(Calendar::version)
                .map(version -> Optional.ofNullable(found.get(version)).map(days -> kept(version, days)))
                .toList();
    }

    /** All devices share one copy. */
    private CalendarDates kept(long version, Days days) {
        return kept.computeIfAbsent(version, unknown -> CalendarDates.of(version, days));
    }

    @Override
    public CompletionStage<Optional<Latest>> latest(CalendarName name) {
        return run(sql -> new CalendarTable(sql).latest(name)).thenApply(found -> found.map(this::latest));
    }

    private Latest latest(Version version) {
        return new Latest(version.calendar(), kept(version.calendar().version(), version.days()));
    }

    @Override
    public CompletionStage<Boolean> put(CalendarName name, Days days) {
        return run(sql -> {
            CalendarTable table = new CalendarTable(sql);
            Optional<Version> before = table.lock(name);
            if (before.isEmpty() && table.count() >= MOST) return false;
            if (before.filter(version -> version.days().equals(days)).isEmpty())
                table.put(name, days, before.isEmpty());
            return true;
        });
    }

    @Override
    public CompletionStage<Deletion> delete(CalendarName name) {
        return run(sql -> {
            CalendarTable table = new CalendarTable(sql);
            if (table.lock(name).isEmpty()) return Deletion.NO_SUCH;
            return table.delete(name) ? Deletion.DELETED : Deletion.FOLLOWED;
        });
    }

    @Override
    public CompletionStage<Found> list(long from, int limit) {
        return run(sql -> new CalendarTable(sql).list(from, limit));
    }

    /** Evicts the least recently used version. */
    private static final class Recent extends LinkedHashMap<Long, CalendarDates> {
        private static final long serialVersionUID = 1;

        private final int most;

        Recent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, CalendarDates> eldest) {
            return size() > most;
        }
    }
}
