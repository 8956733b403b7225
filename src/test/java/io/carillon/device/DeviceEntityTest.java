package io.carillon.device;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.WriteEvents;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Message;
import io.carillon.device.Courier.Sending;
import io.carillon.device.Courier.Trouble;
import io.carillon.device.DeviceCommand.AskDevice;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.DeviceCommand.Wake;
import io.carillon.schedule.ByHandChange.RunNow;
import io.carillon.schedule.ByHandChange.SkipNext;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarDates;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Dates;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import io.carillon.schedule.DeviceChange.BindUser;
import io.carillon.schedule.DeviceChange.TakeCalendar;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Edit;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.GroupChange.DeleteGroup;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Plain;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Promise;
import io.carillon.schedule.Query.ListGroups;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Reply;
import io.carillon.schedule.ServiceSettings;
import io.carillon.schedule.Settle;
import io.carillon.schedule.TaskDraft;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Upcoming;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import io.carillon.schedule.WeekMask;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the entity does of the protocol's effects, and when it ends. The database and the broker answer by hand. */
class DeviceEntityTest {
    private static final Config CONFIG = ManualTime.config()
            .withFallback(PersistenceTestKitPlugin.getInstance().config())
            .withFallback(ConfigFactory.parseString("akka.persistence.testkit.events.serialize = off\n"
                    + "akka.log-dead-letters = off\n"
                    + "akka.loglevel = OFF"));

    private static final ActorTestKit KIT = ActorTestKit.create("DeviceEntityTest", CONFIG);
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
    private static final RepeatedWarnings LINES = new RepeatedWarnings(DeviceEntityTest.class, KIT.system());
    private static final Caller ADMIN = new Caller(new UserId("root"), true, null);
    private static final Caller ALICE = new Caller(new UserId("alice"), false, null);
    private static final Instant START = Instant.parse("2026-11-23T06:59:00Z");
    private static final Instant SEVEN = Instant.parse("2026-11-23T07:00:00Z");
    private static final Calendar FIRST = new Calendar(new CalendarName("de"), 1);
    private static final Calendar SECOND = new Calendar(new CalendarName("de"), 2);
    private static final Days SEVEN_IS_OFF = Days.of(Map.of(LocalDate.of(2026, 11, 23), DayKind.NONE));
    private static final Instant LATER = SEVEN.plusSeconds(3600);

    private final DeviceId device = new DeviceId("lamp-" + UUID.randomUUID());
    private final ByHand hand = new ByHand();
    private final BlockingQueue<Fired> fired = new LinkedBlockingQueue<>();
    private final DeviceCounts counts = new DeviceCounts();
    private final TestProbe<Reply> caller = KIT.createTestProbe(Reply.class);
    private final TestProbe<ClusterSharding.ShardCommand> shard =
            KIT.createTestProbe(ClusterSharding.ShardCommand.class);
    private volatile List<Firing> recent = List.of();
    private final TestProbe<TurnedAway> turnedAway = KIT.createTestProbe(TurnedAway.class);
    private final Room room = new Room(100 * Room.DEVICE);
    private final Map<Calendar, CompletableFuture<Optional<CalendarDates>>> calendars = new ConcurrentHashMap<>();
    private Duration spread = Duration.ZERO;
    private volatile Instant now = START;
    private ActorRef<DeviceCommand> entity = start();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void anEventAndWhatLandsWithItAreOneEntryAndTheAnswerComesAfterIt() throws Exception {
        bindAlice();
        entity.tell(createAtSeven());

        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        JournalEntry entry = entries().get(1);
        assertThat(entry.event()).isInstanceOf(DeviceEvent.GroupCreated.class);
        EventWrite write = Objects.requireNonNull(entry.write());
        assertThat(write.owedFrom()).isEqualTo(SEVEN);
        assertThat(write.lines()).isEmpty();
        assertThat(write.listed()).isTrue();
        assertThat(Objects.requireNonNull(entries().get(0).write()).bound()).containsExactly(ALICE.user());
    }

    @Test
    void anUnknownOutcomeStopsTheIncarnationAndAnswersUnavailable() {
        bindAlice();
        JOURNAL.failNextPersisted("device|" + device);
        entity.tell(createAtSeven());

        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        caller.expectTerminated(entity);
        assertThat(counts.failedWrites()).isEqualTo(1);
        assertThat(counts.resident()).isZero();
    }

    @Test
    void aRefusedEventStopsTheIncarnationAndAnswersUnavailable() {
        bindAlice();
        JOURNAL.rejectNextPersisted("device|" + device);
        entity.tell(createAtSeven());

        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        caller.expectTerminated(entity);
        assertThat(events()).hasSize(1);
    }

    @Test
    void whileAnEventIsWrittenEverybodyWaitsAndIsAnsweredInTurn() throws Exception {
        bindAlice();
        HeldJournal held = new HeldJournal();
        entity.tell(createAtSeven());
        held.arrived();
        entity.tell(createAtSeven());
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, caller.getRef()));
        caller.expectNoMessage(Duration.ZERO);

        held.release();
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        assertThat(((Reply.Groups) caller.receiveMessage()).groups()).hasSize(2);
    }

    @Test
    void whoWaitsWhenTheEntityStopsIsAnsweredAndItDoesNotWaitForTheWrite() throws Exception {
        bindAlice();
        HeldJournal held = new HeldJournal();
        entity.tell(createAtSeven());
        held.arrived();
        entity.tell(createAtSeven());
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, caller.getRef()));
        entity.tell(Doorkeeper.Call.STOP);

        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        TIME.timePasses(Duration.ofSeconds(5));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        caller.expectTerminated(entity);
        held.release();
    }

    @Test
    void whatStopsDuringAWriteStopsAsSoonAsThatHasLanded() throws Exception {
        bindAlice();
        HeldJournal held = new HeldJournal();
        entity.tell(createAtSeven());
        held.arrived();
        entity.tell(Doorkeeper.Call.STOP);

        held.release();
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        caller.expectTerminated(entity);
    }

    @Test
    void aChangeWhoseCallerWaitsNoLongerIsDropped() throws Exception {
        bindAlice();
        HeldJournal held = new HeldJournal();
        entity.tell(createAtSeven());
        held.arrived();
        ChangeDevice late = createAtSeven();
        entity.tell(new ChangeDevice(late.change(), ALICE, START.plusSeconds(9), caller.getRef()));
        now = START.plusSeconds(10);

        held.release();
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        untilHeard();
        assertThat(events()).hasSize(2);
    }

    @Test
    void anEventMayBeginToBeWrittenAsLongAsItsCallerWaits() {
        bindAlice();
        ChangeDevice change = createAtSeven();
        long before = System.nanoTime();
        entity.tell(new ChangeDevice(change.change(), ALICE, START.plusSeconds(3), caller.getRef()));
        caller.receiveMessage();

        long until = entries().get(1).until();
        assertThat(Duration.ofNanos(until - before)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(63));
        assertThat(until)
                .isLessThanOrEqualTo(System.nanoTime() + Duration.ofSeconds(3).toNanos());
    }

    @Test
    void aChangeThatMayEndSomethingReadsTheRowFirst() throws Exception {
        Group made = createdAndArmed();
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
        entity = start();
        entity.tell(new ChangeDevice(new DeleteGroup(made.id()), ALICE, LATER, caller.getRef()));

        ReadCall read = taken(hand.reads);
        assertThat(events()).hasSize(2);
        read.answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
        assertThat(events()).hasSize(3);
    }

    @Test
    void whereTheRowCannotBeReadNothingIsChanged() throws Exception {
        Group made = createdAndArmed();
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
        entity = start();
        entity.tell(new ChangeDevice(new DeleteGroup(made.id()), ALICE, LATER, caller.getRef()));
        taken(hand.reads).answer().completeExceptionally(new IllegalStateException("no database"));

        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        assertThat(events()).hasSize(2);
    }

    @Test
    void aChangeRecallsWhatItEndsAndAStopRecallsEverything() throws Exception {
        Group made = createdAndArmed();
        pass(SEVEN);
        PublishCall publish = taken(hand.publishes);
        assertThat(publish.recalled()).isFalse();
        entity.tell(new ChangeDevice(new DeleteGroup(made.id()), ALICE, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
        assertThat(publish.recalled()).isTrue();
        List<Firing> lines = Objects.requireNonNull(entries().get(2).write()).lines();
        assertThat(lines).extracting(Firing::verdict).containsExactly(Verdict.WITHDRAWN);
        Fired told = fired.poll(30, TimeUnit.SECONDS);
        assertThat(told).isNotNull();
        assertThat(Objects.requireNonNull(told).firing().verdict()).isEqualTo(Verdict.WITHDRAWN);
    }

    @Test
    void onStopWhatWasNotSentIsRecalled() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        PublishCall publish = taken(hand.publishes);
        entity.tell(Doorkeeper.Call.STOP);
        publish.answer().complete(new Courier.Failed(Trouble.RECALLED, null, "recalled"));

        caller.expectTerminated(entity);
        assertThat(publish.recalled()).isTrue();
    }

    @Test
    void aPauseOfTheProcessReadsTheRowBeforeAnythingFires() throws Exception {
        createdAndArmed();
        pass(SEVEN.minusSeconds(20));
        standStill(SEVEN.plusMillis(500));

        ReadCall read = taken(hand.reads);
        assertThat(hand.publishes.isEmpty()).isTrue();
        read.answer().complete(Optional.of(new Wakeup(SEVEN, 3)));
        caller.expectTerminated(entity);
        assertThat(counts.superseded()).isEqualTo(1);
        assertThat(hand.publishes.isEmpty()).isTrue();
    }

    @Test
    void aDeviceOfAnUnknownZoneIsCountedAnswersAndDoesNotRing() throws Exception {
        bindAlice();
        entity.tell(createAtSeven());
        Group made = ((Reply.OneGroup) caller.receiveMessage()).group();
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        JOURNAL.persistForRecovery(
                "device|" + device,
                List.of(JournalEntry.replayed(
                        new DeviceEvent.ZoneSet("Mars/Olympus", true, Set.of(), List.of(), START.plusMillis(9)))));
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
        entity = start();
        entity.tell(new Wake(turnedAway.getRef()));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 3)));

        assertThat(counts.unknownZones()).isEqualTo(1);
        pass(SEVEN);
        assertThat(hand.publishes.isEmpty()).isTrue();
        assertThat(hand.settles.isEmpty()).isTrue();
        entity.tell(new ChangeDevice(new DeleteGroup(made.id()), ALICE, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
    }

    @Test
    void nothingIsPublishedBeforeTheWallClockSaysSoAndNothingSettledBeforeTheAcknowledgement() throws Exception {
        createdAndArmed();
        TIME.timePasses(Duration.ofMinutes(2));
        assertThat(hand.publishes.isEmpty()).isTrue();

        pass(SEVEN);
        PublishCall publish = taken(hand.publishes);
        assertThat(publish.message().commands()).isEqualTo("{\"switch\":1}");
        assertThat(publish.message().deadline()).isEqualTo(SEVEN.plusSeconds(300));
        assertThat(hand.settles.isEmpty()).isTrue();

        publish.answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, SEVEN, SEVEN.plusMillis(3)));
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
        taken(hand.publishes).answer().complete(new Courier.Failed(Trouble.CONNECTION_LOST, SEVEN, "cut"));
        pass(SEVEN.plusMillis(500));
        taken(hand.publishes).answer().complete(new Courier.Failed(Trouble.CONNECTION_LOST, SEVEN, "cut"));

        pass(SEVEN.plusSeconds(10));
        ReadCall read = taken(hand.reads);
        assertThat(hand.publishes.isEmpty()).isTrue();
        read.answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        taken(hand.publishes)
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
        taken(hand.publishes).answer().complete(new Courier.Failed(Trouble.NO_CONNECTION, null, "away"));
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
        standStill(SEVEN.plusSeconds(3));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        acknowledgedAndSettled(SEVEN.plusSeconds(3));
        assertThat(told()).contains(Delay.STANDSTILL);
    }

    @Test
    void whatTheDatabaseWasAskedForInVainIsLateByTheDatabase() throws Exception {
        createdAndArmed();
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
        entity = start();
        entity.tell(new Wake(turnedAway.getRef()));
        ReadCall read = taken(hand.reads);
        now = SEVEN.plusMillis(500);
        read.answer().completeExceptionally(new IllegalStateException("no database"));
        untilHeard();
        now = SEVEN.plusSeconds(3);
        entity.tell(new Wake(turnedAway.getRef()));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        acknowledgedAndSettled(SEVEN.plusSeconds(3));
        assertThat(told()).contains(Delay.DATABASE);
    }

    @Test
    void whatWasNotWokenInTimeIsWokenLateWhetherItRangOrExpired() throws Exception {
        createdAndArmed();
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
        now = SEVEN.plusSeconds(301);
        entity = start();
        entity.tell(new Wake(turnedAway.getRef()));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        SettleCall settle = taken(hand.settles);
        assertThat(reasons(settle.settle().verdicts())).containsExactly("woken late");
        settle.answer().complete(true);
        assertThat(told()).contains(Delay.WOKEN_LATE);
    }

    @Test
    void whatExpiresSaysWhyItsLastPublishFailed() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        taken(hand.publishes).answer().complete(new Courier.Failed(Trouble.NO_CONNECTION, null, "away"));
        pass(SEVEN.plusMillis(500));
        taken(hand.publishes)
                .answer()
                .complete(new Courier.Failed(Trouble.REFUSED, SEVEN, "0x97 QUOTA_EXCEEDED: 3 a\u0000day"));
        standStill(SEVEN.plusSeconds(301));
        assertThat(reasons(taken(hand.settles).settle().verdicts())).containsExactly("0x97 QUOTA_EXCEEDED: 3 a day");
    }

    @Test
    void whatAChangeEndsAsExpiredSaysWhyInTheSameWrite() throws Exception {
        Group group = createdAndArmed();
        pass(SEVEN);
        taken(hand.publishes).answer().complete(new Courier.Failed(Trouble.CONNECTION_LOST, SEVEN, "cut"));
        now = SEVEN.plusSeconds(301);
        entity.tell(new ChangeDevice(new DeleteGroup(group.id()), ALICE, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
        assertThat(reasons(Objects.requireNonNull(entries().get(2).write()).lines()))
                .containsExactly("broker away");
    }

    private static List<@Nullable String> reasons(List<Firing> lines) {
        return lines.stream().map(Firing::reason).toList();
    }

    // ------------------------------------------------------------------------------------- room

    @Test
    void whereThereIsNoRoomWhoIsToBeWokenIsTurnedAwayUnrecoveredAndACallerIsLetIn() {
        room.take(room.size());
        entity.tell(new Wake(turnedAway.getRef()));
        assertThat(turnedAway.receiveMessage()).isEqualTo(new TurnedAway(device));
        assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
        assertThat(counts.turnedAway()).isEqualTo(1);
        assertThat(counts.resident()).isZero();

        bindAlice();
        assertThat(counts.resident()).isEqualTo(1);
    }

    @Test
    void whoWasTurnedAwayEndsWhenItsShardSaysSo() {
        room.take(room.size());
        entity.tell(new Wake(turnedAway.getRef()));
        turnedAway.receiveMessage();
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
    }

    @Test
    void aDeviceTakesRoomForWhatItHoldsUntilItEnds() throws Exception {
        bindAlice();
        long before = room.used();
        assertThat(before).isBetween((long) Room.DEVICE, 2L * Room.DEVICE);
        entity.tell(createAtSeven());
        caller.receiveMessage();
        assertThat(room.used()).isGreaterThan(before);
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
        assertThat(room.used()).isZero();
    }

    @Test
    void whereRoomIsTightADeviceLeavesAtOnceWhenItHasNothingToDo() throws Exception {
        room.take(room.size() - 1);
        createdAndArmed();
        shard.expectNoMessage(Duration.ZERO);
        pass(SEVEN);
        acknowledgedAndSettled(SEVEN);
        assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
    }

    /** Its next publish is half a minute away: else it would stay for that. */
    @Test
    void whereRoomIsTightADeviceThatOnlyWaitsForItsAnswerParksAndLeavesAtOnce() throws Exception {
        room.take(room.size() - 1);
        bindAlice();
        entity.tell(create(new Promise(3600, false, true, 30)));
        caller.receiveMessage();
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 2)));
        pass(SEVEN);
        taken(hand.publishes).answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, SEVEN, SEVEN));

        SettleCall parking = taken(hand.settles);
        assertThat(parking.settle().owedFrom()).isEqualTo(SEVEN);
        assertThat(parking.settle().dueAt()).isBetween(SEVEN.plusSeconds(30), SEVEN.plusSeconds(33));
        assertThat(parking.settle().verdicts()).extracting(Firing::verdict).containsExactly(Verdict.WAITING);
        shard.expectNoMessage(Duration.ZERO);
        parking.answer().complete(true);
        assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
        assertThat(hand.settles.isEmpty()).as("all that it knows is written").isTrue();
    }

    private void acknowledgedAndSettled(Instant at) throws InterruptedException {
        taken(hand.publishes).answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, at, at));
        taken(hand.settles).answer().complete(true);
    }

    private Optional<Delay> told() throws InterruptedException {
        Fired one = fired.poll(30, TimeUnit.SECONDS);
        assertThat(one).as("told within 5 s").isNotNull();
        return Objects.requireNonNull(one).delay();
    }

    @Test
    void whatIsRunByHandIsPublishedAtOnceAndSettled() throws Exception {
        Group group = createdAndArmed();
        TaskName task = group.tasks().get(0).name();
        now = START.plusSeconds(1);
        entity.tell(new ChangeDevice(
                new RunNow(group.id(), Optional.empty(), Optional.empty()), ALICE, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.OneGroup(group, false, now));
        PublishCall publish = taken(hand.publishes);
        assertThat(Objects.requireNonNull(entries().get(2).write()).owedFrom()).isEqualTo(now);
        assertThat(publish.message().occurrence().fireId()).isEqualTo(task + "-run-" + now.toEpochMilli());
        assertThat(publish.message().deadline()).isEqualTo(now.plusSeconds(300));

        publish.answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, now, now));
        Settle settle = taken(hand.settles).settle();
        assertThat(settle.dueAt()).isEqualTo(SEVEN);
        assertThat(settle.verdicts())
                .extracting(Firing::occurrence)
                .containsExactly(new Occurrence(group.id(), task, now, true));
    }

    @Test
    void whatIsSkippedIsNotPublishedAndSettledAsSkippedWhenItsTimeHasCome() throws Exception {
        Group group = createdAndArmed();
        entity.tell(new ChangeDevice(new SkipNext(group.id(), Optional.empty()), ALICE, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        assertThat(Objects.requireNonNull(entries().get(2).write()).owedFrom()).isEqualTo(Wakeup.NEVER);
        pass(SEVEN.minusSeconds(1));
        assertThat(hand.settles.isEmpty()).isTrue();

        pass(SEVEN);
        Settle settle = taken(hand.settles).settle();
        assertThat(hand.publishes.isEmpty()).isTrue();
        assertThat(settle.dueAt()).isEqualTo(SEVEN.plus(Duration.ofDays(1)));
        assertThat(settle.verdicts()).extracting(Firing::verdict).containsExactly(Verdict.SKIPPED);
    }

    @Test
    void underASpreadEachDeviceHasATimeOfItsOwnAndIsNotPublishedBefore() throws Exception {
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);
        spread = Duration.ofMinutes(30);
        entity = start();
        Duration shift = new ServiceSettings(ZoneOffset.UTC, Duration.ZERO, Duration.ZERO, spread)
                .timing(device)
                .shift();
        Instant due = SEVEN.plus(shift);
        bindAlice();
        entity.tell(createAtSeven());
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.OneGroup.class);
        assertThat(Objects.requireNonNull(entries().get(1).write()).owedFrom()).isEqualTo(due);
        entity.tell(new Wake(turnedAway.getRef()));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(due, 2)));

        standStill(due.minusMillis(1));
        assertThat(hand.publishes.isEmpty()).isTrue();
        pass(due);
        entity.tell(new Wake(turnedAway.getRef()));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(due, 2)));
        assertThat(taken(hand.publishes).message().deadline()).isEqualTo(due.plusSeconds(300));
    }

    /** As after a restore from a backup, while it ran. */
    @Test
    void aRowBehindWhatItWroteEndsTheIncarnationAndTheLogKeepsWhatItKnew() throws Exception {
        ch.qos.logback.classic.Logger logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(GoneBack.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            createdAndArmed();
            entity.tell(new Wake(turnedAway.getRef()));
            taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 1)));
            caller.expectTerminated(entity);
            hand.reads.take().answer().complete(Optional.of(new Wakeup(SEVEN, 1)));
            String group = Objects.requireNonNull(((DeviceEvent.GroupCreated) events().get(1)).group())
                    .id()
                    .value();
            assertThat(lines.list)
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .asString()
                    .contains("it has 1 of 2", "1 users and 1 groups", group);
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void aRowThatKnowsOfALaterEventEndsTheIncarnation() throws Exception {
        createdAndArmed();
        entity.tell(new Wake(turnedAway.getRef()));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 3)));
        caller.expectTerminated(entity);
        assertThat(events()).hasSize(2);
        assertThat(counts.superseded()).isEqualTo(1);
    }

    @Test
    void aRefusedSettleEndsTheIncarnation() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        taken(hand.publishes).answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, SEVEN, SEVEN));
        taken(hand.settles).answer().complete(false);
        caller.expectTerminated(entity);
    }

    @Test
    void onStopWhatIsInFlightIsAcknowledgedAndSettledFirst() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        PublishCall publish = taken(hand.publishes);
        entity.tell(Doorkeeper.Call.STOP);
        publish.answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, SEVEN, SEVEN));
        SettleCall settle = taken(hand.settles);
        settle.answer().complete(true);
        caller.expectTerminated(entity);
    }

    /** Its next repeat is so near that it waits in memory. */
    @Test
    void onStopTheSuccessorIsToldWhatWaitsForItsAnswer() throws Exception {
        createdAndArmed(new Promise(45, false, true, 30));
        pass(SEVEN);
        taken(hand.publishes).answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, SEVEN, SEVEN));
        untilHeard();
        assertThat(hand.settles.isEmpty()).isTrue();

        entity.tell(Doorkeeper.Call.STOP);
        SettleCall parked = taken(hand.settles);
        assertThat(parked.settle().verdicts()).extracting(Firing::verdict).containsExactly(Verdict.WAITING);
        assertThat(parked.settle().owedFrom()).isEqualTo(SEVEN);
        parked.answer().complete(true);
        caller.expectTerminated(entity);
    }

    @Test
    void onStopAnAcknowledgementThatNeverComesIsWaitedForFiveSecondsOnly() throws Exception {
        createdAndArmed();
        pass(SEVEN);
        taken(hand.publishes);
        entity.tell(Doorkeeper.Call.STOP);
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
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
    void whatNobodyHasWrittenIsNotKeptForHavingBeenAskedFor() {
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.HIDDEN));
        assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);

        entity = start();
        entity.tell(createAtSeven());
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.NOT_BOUND));
        assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
    }

    @Test
    void aCreationThatFollowsAtOnceIsDoneAndSoIsOneThatComesAsTheDeviceGoes() {
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, caller.getRef()));
        entity.tell(new ChangeDevice(new BindUser(ALICE.user()), ADMIN, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.HIDDEN));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
        entity.tell(new ChangeDevice(new BindUser(new UserId("bob")), ADMIN, LATER, caller.getRef()));
        entity.tell(Doorkeeper.Call.STOP);
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
        caller.expectTerminated(entity);
    }

    @Test
    void whatIsDueAndHasNoVerdictIsSaidByTheRow() throws Exception {
        Group group = createdAndArmed();
        pass(SEVEN);
        PublishCall publish = taken(hand.publishes);
        Firing line = new Firing(
                new Occurrence(group.id(), group.tasks().get(0).name(), SEVEN), Verdict.DELIVERED, 1, SEVEN, SEVEN);

        assertThat(notes(SEVEN)).as("under way").containsExactly("due", null);
        recent = List.of(line);
        assertThat(notes(SEVEN)).as("its line has just been written").containsExactly((String) null);
        recent = List.of();
        assertThat(notes(SEVEN.plusSeconds(1))).as("the row has passed it").containsExactly((String) null);
        publish.answer().complete(new Courier.Acknowledged(Verdict.DELIVERED, SEVEN, SEVEN));
        taken(hand.settles);
        assertThat(notes(SEVEN)).as("it has its verdict").containsExactly((String) null);
    }

    /** Of what is to come, of which one is asked for. */
    private List<@Nullable String> notes(Instant row) throws InterruptedException {
        entity.tell(new AskDevice(ReadFires.of(null, Excerpt.first(1)), ALICE, LATER, caller.getRef()));
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(row, 2)));
        Reply.Fires fires = (Reply.Fires) caller.receiveMessage();
        return fires.upcoming().stream().map(Upcoming::note).toList();
    }

    @Test
    void whereTheRowCannotBeReadNobodySaysWhatIsDue() throws Exception {
        createdAndArmed();
        entity.tell(new AskDevice(ReadFires.of(null, Excerpt.first(1)), ALICE, LATER, caller.getRef()));
        taken(hand.reads).answer().completeExceptionally(new IllegalStateException("no database"));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
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
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);

        entity = start();
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, caller.getRef()));
        assertThat(((Reply.Groups) caller.receiveMessage()).groups()).hasSize(1);
        pass(SEVEN);
        assertThat(hand.publishes.isEmpty()).isTrue();
        assertThat(hand.reads.isEmpty()).isTrue();
    }

    @Test
    void whatFollowsACalendarArmsOnceItIsKnownWhatThatSays() throws Exception {
        createdAndArmed();
        asked(FIRST).complete(Optional.of(CalendarDates.of(1, SEVEN_IS_OFF)));
        follow(FIRST);
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
        taken(hand.settles).answer().complete(true);
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);

        calendars.clear();
        entity = start();
        entity.tell(new Wake(turnedAway.getRef()));
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, caller.getRef()));
        caller.expectNoMessage(Duration.ZERO);
        assertThat(hand.reads.isEmpty()).isTrue();
        asked(FIRST).complete(Optional.of(CalendarDates.of(1, SEVEN_IS_OFF)));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Groups.class);
        taken(hand.reads).answer().complete(Optional.of(new Wakeup(SEVEN, 3)));
        pass(SEVEN);
        assertThat(hand.publishes.isEmpty()).as("a holiday").isTrue();
    }

    @Test
    void whoCannotReadItsCalendarStartsAfreshAndAnswersUnavailable() throws Exception {
        createdAndArmed();
        asked(FIRST).complete(Optional.of(CalendarDates.of(1, SEVEN_IS_OFF)));
        follow(FIRST);
        caller.receiveMessage();
        taken(hand.settles).answer().complete(true);
        entity.tell(Doorkeeper.Call.STOP);
        caller.expectTerminated(entity);

        calendars.clear();
        asked(FIRST).completeExceptionally(new IllegalStateException("no database"));
        entity = start();
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        caller.expectTerminated(entity);
    }

    @Test
    void aCalendarThatIsGoneOrCannotBeReadIsNotFollowed() throws Exception {
        createdAndArmed();
        follow(FIRST);
        asked(FIRST).complete(Optional.empty());
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.NO_SUCH_CALENDAR));
        follow(SECOND);
        asked(SECOND).completeExceptionally(new IllegalStateException("no database"));
        assertThat(caller.receiveMessage()).isEqualTo(new Reply.No(Problem.UNAVAILABLE));
        assertThat(events()).hasSize(2);
    }

    @Test
    void whoIsOnlyToTakeANewVersionLeavesMemoryAtOnce() throws Exception {
        asked(FIRST).complete(Optional.of(CalendarDates.of(1, Days.NONE)));
        asked(SECOND).complete(Optional.of(CalendarDates.of(2, SEVEN_IS_OFF)));
        follow(FIRST);
        taken(hand.reads).answer().complete(Optional.empty());
        caller.receiveMessage();
        entity.tell(new ChangeDevice(new TakeCalendar(SECOND), ADMIN, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
        assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
    }

    private CompletableFuture<Optional<CalendarDates>> asked(Calendar version) {
        return calendars.computeIfAbsent(version, asked -> new CompletableFuture<>());
    }

    private void follow(Calendar version) {
        entity.tell(new ChangeDevice(Plain.following(version), ADMIN, LATER, caller.getRef()));
    }

    private ActorRef<DeviceCommand> start() {
        ServiceSettings settings =
                new ServiceSettings(ZoneOffset.UTC, Duration.ofMinutes(5), Duration.ofSeconds(60), spread);
        return KIT.spawn(DeviceEntity.create(
                device,
                new DeviceParts(
                        settings,
                        hand,
                        hand,
                        (asked, group, wanted) -> CompletableFuture.completedFuture(recent),
                        () -> now,
                        fired::add,
                        counts,
                        this::asked,
                        room,
                        LINES),
                shard.getRef()));
    }

    private void bindAlice() {
        entity.tell(new ChangeDevice(new BindUser(ALICE.user()), ADMIN, LATER, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
    }

    private ChangeDevice createAtSeven() {
        return create(Promise.PLAIN);
    }

    private ChangeDevice create(Promise promise) {
        TaskDraft draft = new TaskDraft(Optional.empty(), TaskName.of(UUID.randomUUID()), "07", "00", "{\"switch\":1}");
        return new ChangeDevice(
                new CreateGroup(
                        GroupId.of(UUID.randomUUID(), device),
                        WeekMask.EVERY_DAY,
                        Dates.ALL,
                        Optional.empty(),
                        List.of(draft),
                        Edit.unnamed(),
                        promise),
                ALICE,
                LATER,
                caller.getRef());
    }

    private Group createdAndArmed() throws InterruptedException {
        return createdAndArmed(Promise.PLAIN);
    }

    private Group createdAndArmed(Promise promise) throws InterruptedException {
        bindAlice();
        entity.tell(create(promise));
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
        entity.tell(new AskDevice(new ListGroups(), ALICE, LATER, probe.getRef()));
        probe.receiveMessage();
    }

    /** Time passes until the clock says {@code then}. */
    private void pass(Instant then) {
        while (now.plusSeconds(5).isBefore(then)) standStill(now.plusSeconds(5));
        standStill(then);
    }

    /** The clock says {@code then} at once, and the timers have had no more than five seconds. */
    private void standStill(Instant then) {
        untilHeard();
        now = then;
        TIME.timePasses(Duration.ofSeconds(5));
        untilHeard();
    }

    private List<DeviceEvent> events() {
        return entries().stream().map(JournalEntry::event).toList();
    }

    private List<JournalEntry> entries() {
        return JOURNAL.persistedInStorage("device|" + device).stream()
                .map(JournalEntry.class::cast)
                .toList();
    }

    /** A journal that takes its time over the next event. */
    private static final class HeldJournal {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        HeldJournal() {
            JOURNAL.withPolicy((id, operation) -> {
                if (operation instanceof WriteEvents) hold();
                return ProcessingSuccess.getInstance();
            });
        }

        private void hold() {
            arrived.countDown();
            try {
                assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        void arrived() throws InterruptedException {
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            JOURNAL.resetPolicy();
            released.countDown();
        }
    }

    private record ReadCall(CompletableFuture<Optional<Wakeup>> answer) {}

    private record SettleCall(Settle settle, CompletableFuture<Boolean> answer) {}

    private record PublishCall(Message message, CompletableFuture<Delivery> answer, AtomicBoolean flag)
            implements Sending {
        @Override
        public CompletionStage<Delivery> delivery() {
            return answer;
        }

        @Override
        public void recall() {
            flag.set(true);
        }

        boolean recalled() {
            return flag.get();
        }
    }

    private static final class Calls<T> {
        private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();

        T add(T call) {
            queue.add(call);
            return call;
        }

        T take() throws InterruptedException {
            T call = queue.poll(30, TimeUnit.SECONDS);
            assertThat(call).as("a call within 30 s").isNotNull();
            return Objects.requireNonNull(call);
        }

        boolean isEmpty() {
            return queue.isEmpty();
        }
    }

    /** The database and the broker, as calls that the test answers. */
    private static final class ByHand implements Wakeups, Courier {
        final Calls<ReadCall> reads = new Calls<>();
        final Calls<SettleCall> settles = new Calls<>();
        final Calls<PublishCall> publishes = new Calls<>();

        @Override
        public CompletionStage<Optional<Wakeup>> read(DeviceId device) {
            return reads.add(new ReadCall(new CompletableFuture<>())).answer();
        }

        @Override
        public CompletionStage<Boolean> settle(DeviceId device, Settle settle) {
            return settles.add(new SettleCall(settle, new CompletableFuture<>()))
                    .answer();
        }

        @Override
        public Sending publish(Message message) {
            return publishes.add(new PublishCall(message, new CompletableFuture<>(), new AtomicBoolean()));
        }
    }
}
