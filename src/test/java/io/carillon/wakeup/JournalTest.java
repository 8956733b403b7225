package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.EventSeq;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.typesafe.config.ConfigFactory;
import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import io.carillon.device.JournalEntry;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceEvent.UserBound;
import io.carillon.schedule.EventWrite;
import io.carillon.schedule.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** akka-persistence-jdbc on our schema with our settings. */
class JournalTest {
    @ParameterizedTest
    @EnumSource
    void eventsOutliveTheNode(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            withNode(database, kit -> {
                ActorRef<Say> word = kit.spawn(Word.create("w", 1000));
                assertThat(say(kit, word, "a")).isEqualTo("a");
                assertThat(say(kit, word, "b")).isEqualTo("ab");
            });
            withNode(database, kit -> assertThat(say(kit, kit.spawn(Word.create("w", 1000)), "c"))
                    .isEqualTo("abc"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void snapshotsOutliveTheNode(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            withNode(database, kit -> {
                ActorRef<Say> word = kit.spawn(Word.create("w", 2));
                for (String letter : List.of("a", "b", "c", "d", "e")) say(kit, word, letter);
                await().until(
                                () -> Store.texts(database, "select max(sequence_number) from snapshot"),
                                List.of("4")::equals);
                // only the snapshot can bring these events back now
                Store.execute(database, "delete from event_journal where sequence_number <= 4");
            });
            withNode(database, kit -> assertThat(say(kit, kit.spawn(Word.create("w", 2)), "f"))
                    .isEqualTo("abcdef"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofManyThatRecoverAtOnceEachGetsItsOwn(Engine engine) throws Exception {
        List<String> words =
                IntStream.range(100, 400).mapToObj(Integer::toString).toList();
        try (Database database = engine.migrated()) {
            withNode(database, kit -> sayAll(kit, words, 0, 3));
            withNode(database, kit -> assertThat(sayAll(kit, words, 2, 3))
                    .containsExactlyInAnyOrderElementsOf(
                            words.stream().map(word -> word + word.charAt(2)).toList()));
        }
    }

    /** Says some letters of each word to a new entity of that name; every third has snapshots. Answers all answers. */
    private static List<String> sayAll(ActorTestKit kit, List<String> words, int from, int to) {
        TestProbe<String> said = kit.createTestProbe();
        for (String word : words) {
            ActorRef<Say> entity = kit.spawn(Word.create(word, word.startsWith("1") ? 2 : 1000));
            word.substring(from, to)
                    .chars()
                    .forEach(letter -> entity.tell(new Say(Character.toString(letter), said.ref())));
        }
        return said.receiveSeveralMessages(words.size() * (to - from), Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoWritersTheSecondFailsAndLeavesNoTrace(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            withNode(database, kit -> {
                ActorRef<Say> one = kit.spawn(Word.create("w", 1000));
                ActorRef<Say> two = kit.spawn(Word.create("w", 1000));
                recovered(kit, one);
                recovered(kit, two);
                say(kit, one, "a");
                TestProbe<String> said = kit.createTestProbe();
                two.tell(new Say("b", said.ref()));
                said.expectTerminated(two, Duration.ofSeconds(15));
                said.expectNoMessage(Duration.ZERO);
                assertThat(say(kit, one, "x")).isEqualTo("ax");
                assertThat(say(kit, kit.spawn(Word.create("w", 1000)), "y")).isEqualTo("axy");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventWithoutWhatLandsWithItIsRefused(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            withNode(database, kit -> {
                expectNoWord(kit, kit.spawn(Word.create("w", 1000)), Word.BARE);
                assertThat(say(kit, kit.spawn(Word.create("w", 1000)), "a")).isEqualTo("a");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventsOfManyDevicesShareTransactionsOfWhichTheListenerHears(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
            withNode(database, kit -> {
                JournalBatches.get(kit.system()).tell((kind, requests, took, failed) -> {
                    assertThat(kind).isEqualTo(BatchListener.Kind.EVENT);
                    heard.add(requests);
                });
                sayAll(
                        kit,
                        IntStream.range(100, 400).mapToObj(Integer::toString).toList(),
                        0,
                        1);
            });
            assertThat(heard.stream().mapToInt(requests -> requests)).hasSizeLessThan(300);
            assertThat(heard.stream().mapToInt(requests -> requests).sum()).isEqualTo(300);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplayThatDoesNotBeginRightAfterItsSnapshotOrHasAGapFailsAndTheNextRecovers(Engine engine) throws Exception {
        List<String> words = List.of("w1", "w3", "w5");
        String eachItsOwn = " from event_journal where sequence_number in (1, 3, 5)"
                + " and persistence_id = 'device|w' || sequence_number";
        try (Database database = engine.migrated()) {
            withNode(database, kit -> {
                for (String name : words) {
                    ActorRef<Say> word = kit.spawn(Word.create(name, 1000));
                    for (String letter : List.of("a", "b", "c", "d", "e", "f")) say(kit, word, letter);
                }
            });
            Store.execute(database, "create table gone as select *" + eachItsOwn);
            Store.execute(database, "delete" + eachItsOwn);
            assertThat(Store.texts(database, "select count(*) from gone")).containsExactly("3");
            withNode(database, kit -> {
                for (String name : words) expectNoWord(kit, kit.spawn(Word.create(name, 1000)));
            });
            Store.execute(database, "insert into event_journal select * from gone");
            withNode(database, kit -> {
                for (String name : words)
                    assertThat(say(kit, kit.spawn(Word.create(name, 1000)), "g"))
                            .isEqualTo("abcdefg");
            });
        }
    }

    @Test
    void theJournalServesAgainOnceTheDatabaseIsBack() throws Exception {
        PostgresDatabase postgres = PostgresServer.newDatabase();
        try (Database database = Engine.open(postgres.jdbcUrl())) {
            database.migrate();
            withNode(database, kit -> {
                postgres.takeAway();
                expectNoWord(kit, kit.spawn(Word.create("w", 1000)));
                postgres.restore();
                awaitWord(kit, "a");
                ActorRef<Say> word = kit.spawn(Word.create("w", 1000));
                say(kit, word, "b");
                postgres.takeAway();
                expectNoWord(kit, word);
                postgres.restore();
                awaitWord(kit, "abc");
            });
        }
    }

    private static void expectNoWord(ActorTestKit kit, ActorRef<Say> word) {
        expectNoWord(kit, word, "x");
    }

    private static void expectNoWord(ActorTestKit kit, ActorRef<Say> word, String letter) {
        TestProbe<String> said = kit.createTestProbe();
        word.tell(new Say(letter, said.ref()));
        said.expectTerminated(word, Duration.ofSeconds(20));
    }

    private static void awaitWord(ActorTestKit kit, String expected) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            TestProbe<String> said = kit.createTestProbe();
            ActorRef<Say> word = kit.spawn(Word.create("w", 1000));
            word.tell(new Say(expected.substring(expected.length() - 1), said.ref()));
            try {
                return expected.equals(said.receiveMessage(Duration.ofSeconds(5)));
            } catch (AssertionError notYet) {
                return false;
            }
        });
    }

    interface OnNode {
        void run(ActorTestKit kit) throws Exception;
    }

    static void withNode(Database database, OnNode test) throws Exception {
        ActorTestKit kit =
                ActorTestKit.create(ConfigFactory.load(ConfigFactory.parseString("jdbc-journal.replayBatchSize = 2")
                        .withFallback(database.persistenceConfig())
                        .withFallback(ConfigFactory.parseResources("persistence.conf"))
                        .withFallback(ConfigFactory.parseResources("serialization.conf"))));
        try {
            test.run(kit);
        } finally {
            kit.shutdownTestKit();
        }
    }

    private static void recovered(ActorTestKit kit, ActorRef<Say> word) {
        say(kit, word, "");
    }

    static String say(ActorTestKit kit, ActorRef<Say> word, String letter) {
        TestProbe<String> said = kit.createTestProbe();
        word.tell(new Say(letter, said.ref()));
        return said.receiveMessage(Duration.ofSeconds(15));
    }

    /** @param letter none: asks for the word as it is */
    record Say(String letter, ActorRef<String> replyTo) {}

    /** A growing word: every letter is an event, a user of that name. */
    static final class Word extends EventSourcedBehavior<Say, JournalEntry, String> {
        static final String BARE = "bare";

        private final int snapshotEvery;

        private Word(String name, int snapshotEvery) {
            super(PersistenceId.of("device", name));
            this.snapshotEvery = snapshotEvery;
        }

        static Behavior<Say> create(String name, int snapshotEvery) {
            return new Word(name, snapshotEvery);
        }

        @Override
        public String emptyState() {
            return "";
        }

        @Override
        public CommandHandler<Say, JournalEntry, String> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(
                            Say.class,
                            say -> say.letter().isEmpty()
                                    ? Effect().none().thenReply(say.replyTo(), word -> word)
                                    : Effect().persist(entry(say.letter())).thenReply(say.replyTo(), word -> word))
                    .build();
        }

        private static JournalEntry entry(String letter) {
            UserId user = new UserId(letter);
            if (letter.equals(BARE)) return JournalEntry.replayed(new UserBound(user, Store.T0));
            EventWrite write = Store.write(new UserBound(user, Store.T0), Set.of(user), Set.of());
            return JournalEntry.of(
                    write, System.nanoTime() + Duration.ofSeconds(9).toNanos());
        }

        @Override
        public EventHandler<String, JournalEntry> eventHandler() {
            return (word, entry) -> word + ((UserBound) entry.event()).user();
        }

        @Override
        public boolean shouldSnapshot(String word, JournalEntry entry, long number) {
            return number % snapshotEvery == 0;
        }

        @Override
        public EventAdapter<JournalEntry, Object> eventAdapter() {
            return new Plain();
        }
    }

    private static final class Plain extends EventAdapter<JournalEntry, Object> {
        @Override
        public Object toJournal(JournalEntry entry) {
            return entry;
        }

        @Override
        public String manifest(JournalEntry entry) {
            return "";
        }

        @Override
        public EventSeq<JournalEntry> fromJournal(Object event, String manifest) {
            return EventSeq.single(JournalEntry.replayed((DeviceEvent) event));
        }
    }
}
