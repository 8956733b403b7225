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
import java.sql.Connection;
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
 * When the zone rules (tzdata version, the service's zone, the operator's spread) are others than those with which the due times were computed:
 * lowers the rows to now, those due soonest first and at most 200 a second, so that pollers wake the devices and these
 * compute anew. Each node has one; how far it is stands in the database, so another goes on where one ended.
 *
 * <p><b>Why lowering is safe.</b> A row says that nothing owed before {@code due_at} lacks its verdict, so an earlier
 * {@code due_at} only says less. The {@code seq} stays, as no event is behind it. A settle under way may raise the row again
 * ({@code greatest}): it comes from a device of a node with the new rules, to where these owe, for a device never trusts the
 * due time it finds further than its own rules do ({@code Protocol.arm}); so it may as well come late. A device already
 * awake keeps its cursor and settles again. A change's Lower may find the earlier {@code due_at}: what the new rules owed
 * since is then withdrawn by the change, as it should be. What the new rules put before the lowering is not owed: it is
 * neither fired late nor twice (but an hour that comes twice, by the old rules and by the new, is two occurrences).
 *
 * <p><b>Rolling update.</b> A device on a node with the old rules would raise its row to where the old ones owe. So this
 * begins only after all members have had the same rules for some seconds; a node whose rules are not those of the rows says
 * so in the database at its start, whereupon all is computed anew once the nodes agree, the new rules having won or the
 * old. Until then each device follows the rules of the node that it is on. (Not covered: a settle of a dead node of the old
 * rules that the network holds back beyond that, which costs its device what the new rules owe before that settle's due
 * time.)
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

    private final Dialect dialect;
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
        this.dialect = database.dialect();
        this.transactions = new Transactions(database, context.getSystem());
        this.rules = rules;
        this.turn = turn;
        this.clock = clock;
        this.timers = timers;
    }

    /**
     * @param rules this node's: equal texts stand for equal rules
     * @param turn whether all members have the same rules and it falls to this one; must not block
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
                        transactions.run(connection -> step(connection, mine, now)),
                        (went, failed) -> went == null ? new Failed(failed) : went);
        return this;
    }

    private Went step(Connection connection, boolean mine, Instant now) throws SQLException {
        ZoneRulesTable table = new ZoneRulesTable(connection);
        WakeupTable wakeups = new WakeupTable(connection, dialect);
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
            // what is overdue needs no lowering
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

    /** Once they are locked the rows may be others than those read. */
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
                    "zone rules are now {}, due times were computed with {}: devices will be told to compute anew",
                    rules,
                    went.from().rules().isEmpty() ? "unknown ones" : went.from().rules());
        if (went.rows() > 0) {
            if (beats == 0) log.info("telling devices to compute anew by zone rules {}", rules);
            beats++;
            rows += went.rows();
            if (beats % BEATS_A_LINE == 0) log.info("{} devices told so far", rows);
        }
        boolean working = went.rows() > 0 && !to.all();
        if (to.all() && beats > 0) {
            log.info("all devices told to compute anew, {} of them by this node", rows);
            beats = 0;
            rows = 0;
        }
        timers.startSingleTimer(Timer.GO_ON, working ? BEAT : LOOK);
        return this;
    }

    private Behavior<Message> onFailed(Failed failed) {
        getContext()
                .getLog()
                .warn("The zone rules of the due times could not be looked at: {}", Database.reason(failed.why()));
        timers.startSingleTimer(Timer.GO_ON, LOOK);
        return this;
    }
}
