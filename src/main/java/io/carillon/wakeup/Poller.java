package io.carillon.wakeup;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.Devices;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Wakeup;
import io.carillon.wakeup.WakeupTable.Due;
import io.carillon.wakeup.WakeupTable.Position;
import io.carillon.wakeup.WakeupTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Wakes devices shortly before they are due (design, step 4); one a node. It only reads, so two pollers of one slice do no
 * harm. A large herd is woken over several seconds, the earliest due first. Rows that have moved on leave dead index entries
 * until vacuum may remove them, so each round starts at the first row of the round before.
 */
public final class Poller extends AbstractBehavior<Poller.Message> {
    /** The number of slices; each device belongs to one. */
    public static final int SLICES = WakeupTable.SLICES;

    static final Duration EVERY = Duration.ofSeconds(10);
    static final Duration BEAT = Duration.ofMillis(100);
    /** First nudges a beat, 5,000 a second; each may bring a device into memory. */
    static final int WAKES_A_BEAT = 500;
    /** Repeated nudges a beat: most go to devices that are in memory, and in the middle of a herd they would slow it. */
    static final int AGAIN_A_BEAT = 200;

    private static final int PAGE = 5000;
    private static final Duration HELD_BACK = Duration.ofSeconds(2);

    /** No transaction lasts this long, and a row that one moves is due after the move. */
    private static final Duration LANDS_WITHIN = Duration.ofMinutes(2);

    /** The interval of complete rounds, in case a row was overlooked. */
    private static final Duration ALL_EVERY = Duration.ofMinutes(10);

    /**
     * This node's share of the slices.
     *
     * @param slices of 0 to {@link #SLICES} - 1
     * @param members of the cluster, unreachable ones too: once one is removed, its devices can be woken elsewhere
     */
    public record Share(Set<Integer> slices, int members) {
        public Share {
            slices = Set.copyOf(slices);
        }
    }

    public sealed interface Message {}

    private enum Timer implements Message {
        POLL,
        BEAT
    }

    /** Where each list of the round continues; {@code null} where it is read to its end. */
    private record Rest(@Nullable Position first, @Nullable Position waiting) {
        boolean none() {
            return first == null && waiting == null;
        }
    }

    private record Page(Due due) implements Message {
        Rest rest() {
            return new Rest(after(due.first()), after(due.waiting()));
        }

        private static @Nullable Position after(List<Row> rows) {
            return rows.size() == PAGE ? Position.after(rows.get(PAGE - 1)) : null;
        }
    }

    private record PollFailed(Throwable why) implements Message {}

    private record Reread(List<Row> taken, Map<DeviceId, Wakeup> found) implements Message {}

    private record RereadFailed(List<Row> taken, Throwable why) implements Message {}

    private record NoRoom(DeviceId device) implements Message {}

    private final Transactions transactions;
    private final Devices devices;
    private final Supplier<Share> share;
    private final Duration lead;
    private final int most;
    private final InstantSource clock;
    private final PollReport report;
    private final ActorRef<TurnedAway> turnedAway;
    private final Nudges nudges = new Nudges();
    private Share latest = new Share(Set.of(), 0);
    private Instant asked = Instant.MIN;
    private Instant earliest = Instant.MAX;
    private Instant allSeen = Instant.MIN;
    private Instant nothingBefore = Instant.EPOCH;
    private boolean polling;
    private boolean cutShort;
    private boolean rereading;
    private boolean databaseAway;

    private Poller(
            ActorContext<Message> context,
            Database database,
            Devices devices,
            Supplier<Share> share,
            Duration lead,
            int most,
            InstantSource clock,
            PollReport report) {
        super(context);
        context.setLoggerName(Poller.class);
        this.transactions = new Transactions(database, context.getSystem());
        this.devices = devices;
        this.share = share;
        this.lead = lead;
        this.most = most;
        this.clock = clock;
        this.report = report;
        turnedAway = context.messageAdapter(TurnedAway.class, away -> new NoRoom(away.device()));
    }

    /**
     * Polls from its start until it is stopped; at once when its share changes.
     *
     * @param share read at each beat; must not block
     * @param lead how long before {@code due_at} a device is first nudged
     * @param most the most rows that a round reads, the soonest due. It exceeds the devices that fit into a node's memory,
     *     which stay due until they settle. The next round begins once most of these rows have been nudged
     */
    public static Behavior<Message> create(
            Database database,
            Devices devices,
            Supplier<Share> share,
            Duration lead,
            int most,
            InstantSource clock,
            PollReport report) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Timer.POLL, Duration.ZERO, interval(lead));
            timers.startTimerWithFixedDelay(Timer.BEAT, BEAT);
            return new Poller(context, database, devices, share, lead, most, clock, report);
        }));
    }

    /** With a short lead, polls more often: otherwise a device would be seen only after it was due. */
    private static Duration interval(Duration lead) {
        Duration half = lead.dividedBy(2);
        return half.compareTo(EVERY) < 0 ? half : EVERY;
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Timer.POLL, this::poll)
                .onMessageEquals(Timer.BEAT, this::beat)
                .onMessage(Page.class, this::onPage)
                .onMessage(PollFailed.class, this::onPollFailed)
                .onMessage(Reread.class, this::onReread)
                .onMessage(RereadFailed.class, this::onRereadFailed)
                .onMessage(NoRoom.class, this::onNoRoom)
                .build();
    }

    private Behavior<Message> poll() {
        if (polling) return this;
        polling = true;
        Instant now = clock.instant();
        Share mine = share.get();
        boolean lately = allSeen.isBefore(now) && now.isBefore(allSeen.plus(ALL_EVERY));
        if (!mine.equals(latest) || !lately) {
            nothingBefore = Instant.EPOCH;
            allSeen = now;
        }
        latest = mine;
        earliest = Instant.MAX;
        nudges.beginRound();
        Position from = Position.from(nothingBefore);
        read(new Rest(from, from));
        return this;
    }

    private void read(Rest rest) {
        asked = clock.instant();
        Instant until = asked.plus(lead);
        Set<Integer> slices = latest.slices();
        getContext()
                .pipeToSelf(
                        transactions.read(
                                sql -> new WakeupTable(sql).due(slices, until, rest.first(), rest.waiting(), PAGE)),
                        (due, failed) -> due == null ? new PollFailed(failed) : new Page(due));
    }

    private Behavior<Message> onPage(Page page) {
        if (databaseAway) getContext().getLog().info("The database is back");
        databaseAway = false;
        page.due().first().forEach(this::seen);
        page.due().waiting().forEach(this::seen);
        Rest rest = page.rest();
        cutShort = !rest.none() && nudges.size() >= most;
        if (!rest.none() && !cutShort) {
            read(rest);
        } else {
            nudges.endRound();
            nothingBefore = Collections.min(List.of(earliest, asked.minus(LANDS_WITHIN)));
            boolean late = earliest.isBefore(asked);
            report.completed(clock.instant(), late ? Duration.between(earliest, asked) : Duration.ZERO);
            polling = false;
        }
        return this;
    }

    private void seen(Row row) {
        nudges.seen(row);
        Instant dueAt = row.wakeup().dueAt();
        if (dueAt.isBefore(earliest)) earliest = dueAt;
    }

    private Behavior<Message> onPollFailed(PollFailed failed) {
        report.failed(clock.instant());
        nothingBefore = Instant.EPOCH;
        if (!databaseAway) getContext().getLog().warn("Waiting for the database: {}", Database.reason(failed.why()));
        databaseAway = true;
        polling = false;
        return this;
    }

    private Behavior<Message> beat() {
        Instant now = clock.instant();
        if (!polling && !share.get().equals(latest)) {
            nudges.hurry(now);
            poll();
        }
        if (cutShort && nudges.waiting() < most / 4 && now.isAfter(asked.plus(HELD_BACK))) poll();
        nudges.takeFirst(WAKES_A_BEAT, now).forEach(this::wake);
        if (!rereading) {
            List<Row> taken = nudges.takeAgain(AGAIN_A_BEAT, now);
            if (!taken.isEmpty()) reread(taken);
        }
        return this;
    }

    private void wake(DeviceId device) {
        report.nudged();
        devices.wake(device, turnedAway);
    }

    private Behavior<Message> onNoRoom(NoRoom no) {
        nudges.turnedAway(no.device(), clock.instant());
        return this;
    }

    private void reread(List<Row> taken) {
        rereading = true;
        List<DeviceId> ids = taken.stream().map(Row::device).toList();
        getContext()
                .pipeToSelf(
                        transactions.read(sql -> new WakeupTable(sql).read(ids)),
                        (found, failed) -> found == null ? new RereadFailed(taken, failed) : new Reread(taken, found));
    }

    private Behavior<Message> onReread(Reread reread) {
        rereading = false;
        nudges.unmoved(reread.taken(), reread.found(), clock.instant()).forEach(this::wake);
        return this;
    }

    private Behavior<Message> onRereadFailed(RereadFailed failed) {
        getContext().getLog().debug("Reading rows again failed: {}", Database.reason(failed.why()));
        rereading = false;
        nudges.putBack(failed.taken(), clock.instant().plus(HELD_BACK));
        return this;
    }
}
