package io.carillon.device;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Ring;
import io.carillon.device.Courier.Trouble;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.device.DeviceCommand.ListGroups;
import io.carillon.device.DeviceCommand.Wake;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change.BindUser;
import io.carillon.schedule.Change.CreateGroup;
import io.carillon.schedule.Change.RunNow;
import io.carillon.schedule.Change.SkipNext;
import io.carillon.schedule.Dates;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Settle;
import io.carillon.schedule.TaskDraft;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Terms;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import io.carillon.schedule.WeekMask;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the entity does of the protocol's effects, and when it ends. The database and the broker answer by hand. */
class DeviceEntityTest {
    private static final Config CONFIG = ManualTime.config()
            .withFallback(PersistenceTestKitPlugin.getInstance().config())
            .withFallback(
                    ConfigFactory.parseString(
                            "akka.persistence.testkit.events.serialize = off\nakka.log-dead-letters = off\nakka.loglevel = OFF"));

    private static final ActorTestKit KIT = ActorTestKit.create("DeviceEntityTest", CONFIG);
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
    private static final Caller ADMIN = new Caller(new UserId("root"), true, null);
    private static final Caller ALICE = new Caller(new UserId("alice"), false, null);
    private static final Instant START = Instant.parse("2026-11-23T06:59:00Z");
    private static final Instant SEVEN = Instant.parse("2026-11-23T07:00:00Z");

    private final DeviceId device = new DeviceId("lamp-" + UUID.randomUUID());
    private final ByHand hand = new ByHand();
    private final BlockingQueue<Fired> fired = new LinkedBlockingQueue<>();
    private final DeviceCounts counts = new DeviceCounts();
    private final TestProbe<Reply> caller = KIT.createTestProbe(Reply.class);
    private final TestProbe<ClusterSharding.ShardCommand> shard =
            KIT.createTestProbe(ClusterSharding.ShardCommand.class);
    private Duration spread = Duration.ZERO;
    private volatile Instant now = START;
    private ActorRef<DeviceCommand> entity = start();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void loweringComesBeforePersistingAndPersistingBeforeTheAnswer() throws Exception {
        bindAlice();
        entity.tell(createAtSeven());

        LowerCall lower = taken(hand.lowers);
        assertThat(lower.dueAt()).isEqualTo(SEVEN);
        assertThat(lower.seq()).isEqualTo(2);
        assertThat(events()).hasSize(1);
        caller.expectNoMessage(Duration.ZERO);

        lower.answer().complete(Wakeup.NEVER);
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        assertThat(events()).hasSize(2);
    }

    @Test
    void aFailedLowerChangesNothingAndAnswersUnavailable() throws Exception {
        bindAlice();
        entity.tell(createAtSeven());
        taken(hand.lowers).answer().completeExceptionally(new IllegalStateException("no database"));

        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        assertThat(events()).hasSize(1);
        entity.tell(new ListGroups(ALICE, caller.getRef()));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.Groups(List.of()));
    }

    @Test
    void anUnknownPersistStopsTheIncarnationAndAnswersUnavailable() throws Exception {
        bindAlice();
        JOURNAL.failNextPersisted("device|" + device);
        entity.tell(createAtSeven());
        taken(hand.lowers).answer().complete(Wakeup.NEVER);

        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        caller.expectTerminated(entity);
        assertThat(counts.failedWrites()).isEqualTo(1);
        assertThat(counts.resident()).isZero();
    }

    @Test
    void whileTheRowIsLoweredOtherChangesWaitAndReadsDoNot() throws Exception {
        bindAlice();
        entity.tell(createAtSeven());
        LowerCall first = taken(hand.lowers);
        entity.tell(createAtSeven());
        entity.tell(new ListGroups(ALICE, caller.getRef()));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.Groups(List.of()));
        assertThat(hand.lowers.isEmpty()).isTrue();

        first.answer().complete(Wakeup.NEVER);
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        taken(hand.lowers).answer().complete(SEVEN);
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        assertThat(events()).hasSize(3);
    }

    @Test
    void nothingIsPublishedBeforeTheWallClockSaysSoAndNothingSettledBeforeTheAcknowledgement() throws Exception {
        createdAndArmed();
        TIME.timePasses(Duration.ofMinutes(2));
        assertThat(hand.rings.isEmpty()).isTrue();

        pass(SEVEN);
        RingCall ring = taken(hand.rings);
        assertThat(ring.ring().commands()).isEqualTo("{\"switch\":1}");
        assertThat(ring.ring().deadline()).isEqualTo(SEVEN.plusSeconds(300));
        assertThat(hand.settles.isEmpty()).isTrue();

        ring.answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, SEVEN, SEVEN.plusMillis(3)));
        Settle settle = taken(hand.settles).settle();
        assertThat(settle.dueAt()).isEqualTo(SEVEN.plus(Duration.ofDays(1)));
        assertThat(settle.verdicts()).singleElement().satisfies(firing -> {
            assertThat(firing.verdict()).isEqualTo(Verdict.DELIVERED);
            assertThat(firing.attempts()).isEqualTo(1);
            assertThat(firing.occurrence().at()).isEqualTo(SEVEN);
        });
    }

    @Test
    void aFailedPublishIsTriedAgainAndALateOneReadsTheRowFirst() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        taken(hand.rings).answer().complete(new Courier.Failed(Trouble.CONNECTION_LOST, SEVEN, "cut"));
        pass(SEVEN.plusMillis(500));
        taken(hand.rings).answer().complete(new Courier.Failed(Trouble.CONNECTION_LOST, SEVEN, "cut"));

        pass(SEVEN.plusSeconds(10));
        ReadCall read = taken(hand.reads);
        assertThat(hand.rings.isEmpty()).isTrue();
        read.answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        taken(hand.rings)
                .answer()
                .complete(
                        new Courier.Acknowledged(Verdict.NO_SUBSCRIBER, SEVEN.plusSeconds(10), SEVEN.plusSeconds(10)));
        Firing firing = taken(hand.settles).settle().verdicts().get(0);
        assertThat(firing.verdict()).isEqualTo(Verdict.NO_SUBSCRIBER);
        assertThat(firing.attempts()).isEqualTo(3);
    }

    @Test
    void whatWasSettledIsToldWithWhatDelayedIt() throws Exception {
        createdAndArmed();
        assertThat(counts.armed()).isEqualTo(1);
        pass(SEVEN);
        acknowledgedAndSettled(SEVEN.plusMillis(3));
        assertThat(told()).isEmpty();
        assertThat(counts.resident()).isEqualTo(1);
    }

    @Test
    void whatTheBrokerFailedToTakeIsLateByTheBroker() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        taken(hand.rings).answer().complete(new Courier.Failed(Trouble.NO_CONNECTION, null, "away"));
        pass(SEVEN.plusSeconds(3));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        acknowledgedAndSettled(SEVEN.plusSeconds(3));
        assertThat(told()).contains(Delay.BROKER);
    }

    @Test
    void whatTheBrokerIsSlowToAcknowledgeIsLateByTheBroker() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        acknowledgedAndSettled(SEVEN.plusSeconds(3));
        assertThat(told()).contains(Delay.BROKER);
    }

    @Test
    void whatATimerRangForTooLateIsLateByAStandstill() throws Exception {
        createdAndArmed();
        pass(SEVEN.plusSeconds(3));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        acknowledgedAndSettled(SEVEN.plusSeconds(3));
        assertThat(told()).contains(Delay.STANDSTILL);
    }

    @Test
    void whatTheDatabaseWasAskedForInVainIsLateByTheDatabase() throws Exception {
        createdAndArmed();
        entity.tell(DeviceEntity.Ending.STOP);
        caller.expectTerminated(entity);
        entity = start();
        entity.tell(new Wake());
        ReadCall read = taken(hand.reads);
        now = SEVEN.plusMillis(500);
        read.answer().completeExceptionally(new IllegalStateException("no database"));
        untilHeard();
        now = SEVEN.plusSeconds(3);
        entity.tell(new Wake());
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        acknowledgedAndSettled(SEVEN.plusSeconds(3));
        assertThat(told()).contains(Delay.DATABASE);
    }

    @Test
    void whatWasNotWokenInTimeIsWokenLateWhetherItRangOrExpired() throws Exception {
        createdAndArmed();
        entity.tell(DeviceEntity.Ending.STOP);
        caller.expectTerminated(entity);
        now = SEVEN.plusSeconds(301);
        entity = start();
        entity.tell(new Wake());
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        taken(hand.settles).answer().complete(true);
        assertThat(told()).contains(Delay.WOKEN_LATE);
    }

    private void acknowledgedAndSettled(Instant at) throws InterruptedException {
        taken(hand.rings).answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, at, at));
        taken(hand.settles).answer().complete(true);
    }

    private Optional<Delay> told() throws InterruptedException {
        Fired one = fired.poll(5, TimeUnit.SECONDS);
        assertThat(one).as("told within 5 s").isNotNull();
        return Objects.requireNonNull(one).delay();
    }

    @Test
    void whatIsRunByHandIsLoweredToNowPublishedAtOnceAndSettled() throws Exception {
        Group group = createdAndArmed();
        TaskName task = group.tasks().get(0).name();
        entity.tell(
                new ChangeDevice(new RunNow(group.id(), Optional.empty(), Optional.empty()), ALICE, caller.getRef()));
        LowerCall lower = taken(hand.lowers);
        Instant moment = lower.dueAt();
        assertThat(moment).isAfter(START).isBefore(START.plusSeconds(1));
        assertThat(hand.rings.isEmpty()).isTrue();

        now = START.plusSeconds(1);
        lower.answer().complete(SEVEN);
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.OneGroup(group));
        RingCall ring = taken(hand.rings);
        assertThat(ring.ring().occurrence().fireId()).isEqualTo(task + "-run-" + moment.toEpochMilli());
        assertThat(ring.ring().deadline()).isEqualTo(moment.plusSeconds(300));

        ring.answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, now, now));
        Settle settle = taken(hand.settles).settle();
        assertThat(settle.dueAt()).isEqualTo(SEVEN);
        assertThat(settle.verdicts())
                .extracting(Firing::occurrence)
                .containsExactly(new Occurrence(group.id(), task, moment, true));
    }

    @Test
    void whatIsSkippedIsNotPublishedAndSettledAsSkippedWhenItsTimeHasCome() throws Exception {
        Group group = createdAndArmed();
        entity.tell(new ChangeDevice(new SkipNext(group.id(), Optional.empty()), ALICE, caller.getRef()));
        LowerCall lower = taken(hand.lowers);
        assertThat(lower.dueAt()).isEqualTo(Wakeup.NEVER);
        lower.answer().complete(SEVEN);
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        pass(SEVEN.minusSeconds(1));
        assertThat(hand.settles.isEmpty()).isTrue();

        pass(SEVEN);
        Settle settle = taken(hand.settles).settle();
        assertThat(hand.rings.isEmpty()).isTrue();
        assertThat(settle.dueAt()).isEqualTo(SEVEN.plus(Duration.ofDays(1)));
        assertThat(settle.verdicts()).extracting(Firing::verdict).containsExactly(Verdict.SKIPPED);
    }

    @Test
    void underASpreadEachDeviceHasATimeOfItsOwnAndIsNotPublishedBefore() throws Exception {
        entity.tell(DeviceEntity.Ending.STOP);
        caller.expectTerminated(entity);
        spread = Duration.ofMinutes(30);
        entity = start();
        Duration shift = new Terms(ZoneOffset.UTC, Duration.ZERO, Duration.ZERO, spread)
                .timing(device)
                .shift();
        Instant due = SEVEN.plus(shift);
        bindAlice();
        entity.tell(createAtSeven());
        LowerCall lower = taken(hand.lowers);
        assertThat(lower.dueAt()).isEqualTo(due);
        lower.answer().complete(Wakeup.NEVER);
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(due, 2)));

        pass(due.minusMillis(1));
        assertThat(hand.rings.isEmpty()).isTrue();
        pass(due);
        entity.tell(new Wake());
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(due, 2)));
        assertThat(taken(hand.rings).ring().deadline()).isEqualTo(due.plusSeconds(300));
    }

    @Test
    void aRowLoweredForAnUnknownEventIsFenced() throws Exception {
        createdAndArmed();
        entity.tell(new Wake());
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 3)));
        assertThat(taken(hand.reads)).isNotNull();
        assertThat(events()).last().isInstanceOf(DeviceEvent.Fenced.class);
        assertThat(counts.fenced()).isEqualTo(1);
    }

    @Test
    void onStopWhatIsInFlightIsAcknowledgedAndSettledFirst() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        RingCall ring = taken(hand.rings);
        entity.tell(DeviceEntity.Ending.STOP);
        ring.answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, SEVEN, SEVEN));
        SettleCall settle = taken(hand.settles);
        settle.answer().complete(true);
        caller.expectTerminated(entity);
    }

    @Test
    void onStopAnAcknowledgementThatNeverComesIsWaitedForFiveSecondsOnly() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        taken(hand.rings);
        entity.tell(DeviceEntity.Ending.STOP);
        entity.tell(new ListGroups(ALICE, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Groups.class);
        TIME.timePasses(Duration.ofSeconds(5));
        caller.expectTerminated(entity);
    }

    @Test
    void anIdleDeviceAsksToBePassivated() throws Exception {
        bindAlice();
        untilHeard();
        TIME.timePasses(Duration.ofSeconds(89));
        untilHeard();
        TIME.timePasses(Duration.ofSeconds(60));
        shard.expectNoMessage(Duration.ofMillis(200));
        TIME.timePasses(Duration.ofSeconds(2));
        assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
    }

    @Test
    void anArmedDeviceStays() throws Exception {
        createdAndArmed();
        for (int i = 0; i < 30; i++) pass(now);
        shard.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aDeviceThatReplaysItsJournalAnswersButIsNotArmed() throws Exception {
        createdAndArmed();
        entity.tell(DeviceEntity.Ending.STOP);
        caller.expectTerminated(entity);

        entity = start();
        entity.tell(new ListGroups(ALICE, caller.getRef()));
        assertThat(((Reply.Groups) caller.receiveMessage()).groups()).hasSize(1);
        pass(SEVEN);
        assertThat(hand.rings.isEmpty()).isTrue();
        assertThat(hand.reads.isEmpty()).isTrue();
    }

    private ActorRef<DeviceCommand> start() {
        Terms terms = new Terms(ZoneOffset.UTC, Duration.ofMinutes(5), Duration.ofSeconds(60), spread);
        return KIT.spawn(DeviceEntity.create(
                device,
                new DeviceParts(
                        terms,
                        hand,
                        hand,
                        (group, limit) -> CompletableFuture.completedFuture(List.of()),
                        () -> now,
                        fired::add,
                        counts),
                shard.getRef()));
    }

    private void bindAlice() throws InterruptedException {
        entity.tell(new ChangeDevice(new BindUser(ALICE.user()), ADMIN, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.class);
        taken(hand.reads).answer().complete(Optional.empty());
    }

    private ChangeDevice createAtSeven() {
        TaskDraft draft = new TaskDraft(Optional.empty(), TaskName.of(UUID.randomUUID()), "07", "00", "{\"switch\":1}");
        return new ChangeDevice(
                new CreateGroup(GroupId.of(UUID.randomUUID(), device), WeekMask.EVERY_DAY, Dates.ALL, List.of(draft)),
                ALICE,
                caller.getRef());
    }

    private Group createdAndArmed() throws InterruptedException {
        bindAlice();
        entity.tell(createAtSeven());
        taken(hand.lowers).answer().complete(Wakeup.NEVER);
        Group made = ((Reply.OneGroup) caller.receiveMessage()).group();
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        untilHeard();
        return made;
    }

    /** The next call, once the entity is through with the step in which it made it. */
    private <T> T taken(Calls<T> calls) throws InterruptedException {
        T call = calls.take();
        untilHeard();
        return call;
    }

    /** Returns when the entity has dealt with all that it was told until now. */
    private void untilHeard() {
        TestProbe<Reply> probe = KIT.createTestProbe(Reply.class);
        entity.tell(new ListGroups(ALICE, probe.getRef()));
        probe.receiveMessage();
    }

    /** The wall clock says {@code then}, and the monotonic one has gone on long enough for any timer. */
    private void pass(Instant then) {
        untilHeard();
        now = then;
        TIME.timePasses(Duration.ofSeconds(5));
    }

    private List<Object> events() {
        return JOURNAL.persistedInStorage("device|" + device);
    }

    private record ReadCall(CompletableFuture<Optional<Wakeup>> answer) {}

    private record LowerCall(Instant dueAt, long seq, CompletableFuture<Instant> answer) {}

    private record SettleCall(Settle settle, CompletableFuture<Boolean> answer) {}

    private record RingCall(Ring ring, CompletableFuture<Delivery> answer) {}

    private static final class Calls<T> {
        private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();

        T add(T call) {
            queue.add(call);
            return call;
        }

        T take() throws InterruptedException {
            T call = queue.poll(5, TimeUnit.SECONDS);
            assertThat(call).as("a call within 5 s").isNotNull();
            return Objects.requireNonNull(call);
        }

        boolean isEmpty() {
            return queue.isEmpty();
        }
    }

    /** The database and the broker, as calls that the test answers. */
    private static final class ByHand implements Wakeups, Courier {
        final Calls<ReadCall> reads = new Calls<>();
        final Calls<LowerCall> lowers = new Calls<>();
        final Calls<SettleCall> settles = new Calls<>();
        final Calls<RingCall> rings = new Calls<>();

        @Override
        public CompletionStage<Optional<Wakeup>> read(DeviceId device) {
            return reads.add(new ReadCall(new CompletableFuture<>())).answer();
        }

        @Override
        public CompletionStage<Instant> lower(DeviceId device, Instant dueAt, long seq) {
            return lowers.add(new LowerCall(dueAt, seq, new CompletableFuture<>()))
                    .answer();
        }

        @Override
        public CompletionStage<Boolean> settle(DeviceId device, Settle settle) {
            return settles.add(new SettleCall(settle, new CompletableFuture<>()))
                    .answer();
        }

        @Override
        public CompletionStage<Delivery> publish(Ring ring) {
            return rings.add(new RingCall(ring, new CompletableFuture<>())).answer();
        }
    }
}
