package io.carillon.wakeup;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Wakeup;
import io.carillon.wakeup.WakeupTable.Due;
import io.carillon.wakeup.WakeupTable.Position;
import io.carillon.wakeup.WakeupTable.Row;
import io.carillon.wakeup.ZoneRulesTable.Computed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * Recomputes due times that were computed by other zone rules (tzdata version, the service's zone, the operator's spread):
 * lowers the rows to now, the soonest due first and at most 200 a second, so that pollers wake the devices, which compute
 * anew. One a node; its progress is stored in the database, so any node can continue.
 *
 * <p><b>Why lowering is safe.</b> A row says that everything owed before {@code due_at} has its verdict, so an earlier
 * {@code due_at} says less. The {@code seq} stays, since no event is involved. A settle under way may raise the row again
 * ({@code greatest}), however late: it comes from a node with the new rules and raises the row to what these owe, for a
 * device trusts a due time no further than its own rules do ({@code Protocol.arm}). A device that is awake keeps its cursor
 * and settles again. A change that meets a lowered row withdraws what the new rules have owed since, as it should. What the
 * new rules put before the lowering is not owed: it fires neither late nor twice (an hour that comes twice, by the old rules
 * and by the new, is two occurrences).
 *
 * <p><b>Rolling update.</b> A device on a node with the old rules would raise its row to what the old rules owe. So
 * recomputing begins only once all members have had the same rules for some seconds. A node whose rules differ from those of
 * the rows records that at its start, and all is recomputed once the nodes agree, on the new rules or the old; until then
 * each device follows the rules of its node. (Not covered: a settle of a dead node with the old rules that the network
 * delays beyond that; it costs its device what the new rules owe before that settle's due time.)
 */
public final class Recomputer extends AbstractBehavior<Recomputer.Message> {
    static final Duration LOOK = Duration.ofSeconds(10);
    static final Duration BEAT = Duration.ofSeconds(1);
    static final int ROWS_A_BEAT = 200;

    private static final int BEATS_A_LINE = 10;
    private static final Instant LAST_FINITE = Wakeup.NEVER.minusMillis(1);
    private static final List<Integer> ALL_SLICES =
            IntStream.range(0, WakeupTable.SLICES).boxed().toList();

    public sealed interface Message {}

    private enum Timer implements Message {
        GO_ON
    }

    private record Went(Computed from, Computed to, int rows) implements Message {}

    private record Failed(Throwable why) implements Message {}

    private final Transactions transactions;
    private final String rules;
    private final BooleanSupplier turn;
    private final InstantSource clock;
    private final TimerScheduler<Message> timers;
    private boolean turnBefore;
    private int beats;
    private int rows;

    private Recomputer(
            ActorContext<Message> context,
            Database database,
            String rules,
            BooleanSupplier turn,
            InstantSource clock,
            TimerScheduler<Message> timers) {
        super(context);
        this.transactions = new Transactions(database, context.getSystem());
        this.rules = rules;
        this.turn = turn;
        this.clock = clock;
        this.timers = timers;
    }

    /**
     * @param rules this node's, as a text that is equal for equal rules
     * @param turn whether all members have the same rules and it is this node's turn; must not block
     */
    public static Behavior<Message> create(Database database, String rules, BooleanSupplier turn, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.getSelf().tell(Timer.GO_ON);
            return new Recomputer(context, database, rules, turn, clock, timers);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Timer.GO_ON, this::goOn)
                .onMessage(Went.class, this::onWent)
                .onMessage(Failed.class, this::onFailed)
                .build();
    }

    private Behavior<Message> goOn() {
        boolean turnNow = turn.getAsBoolean();
        boolean mine = turnNow && turnBefore;
        turnBefore = turnNow;
        Instant now = clock.instant();
        getContext()
                .pipeToSelf(
                        transactions.run(sql -> step(sql, mine, now)),
                        (went, failed) -> went == null ? new Failed(failed) : went);
        return this;
    }

    private Went step(Sql sql, boolean mine, Instant now) throws SQLException {
        ZoneRulesTable table = new ZoneRulesTable(sql);
        WakeupTable wakeups = new WakeupTable(sql);
        Computed from = table.lock();
        boolean others = !from.rules().equals(rules);
        if (!others && (from.all() || !mine)) return new Went(from, from, 0);
        List<Row> page = List.of();
        Computed to;
        if (from.rules().equals(Computed.NONE) && wakeups.isEmpty()) {
            to = Computed.all(rules);
        } else if (!mine) {
            to = Computed.all(Computed.MIXED);
        } else {
            // overdue rows need no lowering
            Computed start = others ? new Computed(rules, now.toEpochMilli(), "") : from;
            page = soonest(wakeups, start);
            lower(wakeups, page, now);
            to = page.size() < ROWS_A_BEAT ? Computed.all(rules) : upTo(page.get(page.size() - 1));
        }
        table.write(to);
        return new Went(from, to, page.size());
    }

    private Computed upTo(Row last) {
        return new Computed(
                rules, last.wakeup().dueAt().toEpochMilli(), last.device().value());
    }

    private static List<Row> soonest(WakeupTable wakeups, Computed after) throws SQLException {
        Position from = new Position(after.dueAt(), after.device());
        Due due = wakeups.due(ALL_SLICES, LAST_FINITE, from, from, ROWS_A_BEAT);
        return Stream.concat(due.first().stream(), due.waiting().stream())
                .sorted(WakeupTable.SOONEST)
                .limit(ROWS_A_BEAT)
                .toList();
    }

    /** Rows may have changed between reading and locking. */
    private static void lower(WakeupTable wakeups, List<Row> page, Instant now) throws SQLException {
        SortedMap<DeviceId, Row> lowered = new TreeMap<>(WakeupTable.BYTEWISE);
        Map<DeviceId, Wakeup> locked =
                wakeups.lock(page.stream().map(Row::device).toList());
        locked.forEach((device, row) -> {
            boolean finite = row.dueAt().isBefore(Wakeup.NEVER);
            if (finite) lowered.put(device, new Row(device, new Wakeup(now, row.seq())));
        });
        wakeups.lower(lowered.values());
    }

    private Behavior<Message> onWent(Went went) {
        Computed to = went.to();
        Logger log = getContext().getLog();
        if (to.rules().equals(Computed.MIXED) && !went.from().equals(to))
            log.info(
                    "Zone rules are now {}, due times were computed by {}: they will be recomputed",
                    rules,
                    went.from().rules().isEmpty() ? "unknown ones" : went.from().rules());
        if (went.rows() > 0) {
            if (beats == 0) log.info("Recomputing due times by zone rules {}", rules);
            beats++;
            rows += went.rows();
            if (beats % BEATS_A_LINE == 0) log.info("{} devices woken to recompute so far", rows);
        }
        boolean working = went.rows() > 0 && !to.all();
        if (to.all() && beats > 0) {
            log.info("All devices woken to recompute their due times, {} of them by this node", rows);
            beats = 0;
            rows = 0;
        }
        timers.startSingleTimer(Timer.GO_ON, working ? BEAT : LOOK);
        return this;
    }

    private Behavior<Message> onFailed(Failed failed) {
        getContext()
                .getLog()
                .warn("The zone rules of the due times could not be read: {}", Database.reason(failed.why()));
        timers.startSingleTimer(Timer.GO_ON, LOOK);
        return this;
    }
}
