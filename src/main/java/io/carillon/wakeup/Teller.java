package io.carillon.wakeup;

import akka.NotUsed;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.carillon.device.Herald;
import io.carillon.device.Notice;
import io.carillon.device.RepeatedWarnings;
import io.carillon.device.RootCause;
import io.carillon.schedule.Backoff;
import io.carillon.wakeup.NoticeTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sends events (contract 1, <i>Events</i>): for each target, a stream claims rows of this node's slices, sends several
 * at once, and deletes those taken. Another node sends what a dead node had claimed once the claim ends. New rows go
 * before those that failed, and a target that takes nothing is tried less, so that neither a row nor a backlog holds up
 * others.
 */
public final class Teller implements AutoCloseable {
    /** Also the size of a page: at 10 s a row, and with three pages under way, rows are sent before their claim ends. */
    private static final int AT_ONCE = 32;

    /** The share of each page kept for rows that failed before. */
    private static final int TRIED = AT_ONCE / 4;

    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);
    private static final Duration RECORD_WITHIN = Duration.ofMillis(50);
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private final Transactions transactions;
    private final Supplier<Poller.Share> share;
    private final InstantSource clock;
    private final TellingReport report;
    private final ActorSystem<?> system;
    private final RepeatedWarnings warnings;
    private final SharedKillSwitch stop = KillSwitches.shared("teller");
    private final Cancellable counting;

    private record Response(Row row, Herald.Reception reception) {}

    /** @param share must not block */
    public Teller(
            Database database,
            Map<String, Herald> heralds,
            Supplier<Poller.Share> share,
            InstantSource clock,
            TellingReport report,
            RepeatedWarnings warnings,
            ActorSystem<?> system) {
        transactions = new Transactions(database, system);
        this.share = share;
        this.clock = clock;
        this.report = report;
        this.system = system;
        this.warnings = warnings;
        heralds.forEach(this::tell);
        counting = system.scheduler()
                .scheduleWithFixedDelay(COUNT_EVERY, COUNT_EVERY, this::count, system.executionContext());
    }

    private void tell(String target, Herald herald) {
        AtomicInteger failedInARow = new AtomicInteger();
        Source.repeat(NotUsed.getInstance())
                .via(stop.flow())
                .mapAsync(1, next -> claim(target, failedInARow.get() >= AT_ONCE))
                .mapConcat(page -> page)
                .mapAsyncUnordered(AT_ONCE, row -> told(herald, row.notice()).thenApply(reception -> {
                    if (reception.refused() == null) failedInARow.set(0);
                    else failedInARow.incrementAndGet();
                    return new Response(row, reception);
                }))
                .groupedWithin(AT_ONCE, RECORD_WITHIN)
                .mapAsync(1, told -> record(target, told))
                .runWith(Sink.ignore(), system);
    }

    /** Never fails, which would end the stream. */
    private static CompletionStage<Herald.Reception> told(Herald herald, Notice notice) {
        return CompletableFuture.completedFuture(notice)
                .thenCompose(herald::tell)
                .exceptionally(unexpected -> Herald.Reception.refused(RootCause.message(unexpected)));
    }

    /** @param patiently the target takes nothing: one page a second suffices to notice when it does again */
    private CompletionStage<List<Row>> claim(String target, boolean patiently) {
        return patiently ? Patterns.after(IDLE, system, () -> page(target)) : page(target);
    }

    private CompletionStage<List<Row>> page(String target) {
        Instant now = clock.instant();
        return transactions
                .run(sql -> new NoticeTable(sql).claim(target, share.get().slices(), now, AT_ONCE - TRIED, TRIED))
                .exceptionally(failed -> {
                    warn("Events could not be read", Database.reason(failed));
                    return List.of();
                })
                .thenCompose(rows -> {
                    CompletionStage<List<Row>> page = CompletableFuture.completedFuture(rows);
                    return rows.isEmpty() ? Patterns.after(IDLE, system, () -> page) : page;
                });
    }

    private CompletionStage<Boolean> record(String target, List<Response> told) {
        Instant now = clock.instant();
        List<Row> over = new ArrayList<>();
        List<Row> again = new ArrayList<>();
        for (Response one : told) {
            String refused = one.reception().refused();
            if (refused == null) over.add(one.row());
            else {
                again.add(one.row().again(now.plus(pause(one))));
                warn("Events could not be sent by " + target, refused);
            }
        }
        return transactions
                .run(sql -> {
                    NoticeTable table = new NoticeTable(sql);
                    table.told(over);
                    table.postpone(again);
                    return true;
                })
                .exceptionally(failed -> {
                    warn("Sent events could not be recorded", Database.reason(failed));
                    return false;
                });
    }

    private static Duration pause(Response told) {
        Duration asked = told.reception().retryAfter();
        if (asked == null) return PAUSES.after(told.row().tries() + 1);
        Duration atLeast = asked.compareTo(IDLE) < 0 ? IDLE : asked;
        return atLeast.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : atLeast;
    }

    private void count() {
        transactions
                .run(sql -> new NoticeTable(sql).waiting(share.get().slices()))
                .thenAccept(report::waiting)
                .exceptionally(failed -> {
                    warn("Waiting events could not be counted", Database.reason(failed));
                    return null;
                });
    }

    private void warn(String what, String why) {
        warnings.warn(1, what, why);
    }

    @Override
    public void close() {
        counting.cancel();
        stop.shutdown();
    }
}
