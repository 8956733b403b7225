package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import com.typesafe.config.ConfigFactory;
import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import java.time.Duration;
import java.util.List;
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
                // only a snapshot can bring these events back now
                await().until(
                                () -> DatabaseTest.text(
                                        database, "select count(*) from \"event_journal\" where not \"deleted\""),
                                left -> left.compareTo("5") < 0);
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
                say(kit, one, "");
                TestProbe<String> said = kit.createTestProbe();
                two.tell(new Say("", said.ref()));
                said.expectTerminated(two, Duration.ofSeconds(15));
                said.expectNoMessage(Duration.ZERO);
                assertThat(say(kit, one, "x")).isEqualTo("x");
                assertThat(say(kit, kit.spawn(Word.create("w", 1000)), "y")).isEqualTo("xy");
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
        TestProbe<String> said = kit.createTestProbe();
        word.tell(new Say("x", said.ref()));
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

    private interface OnNode {
        void run(ActorTestKit kit) throws Exception;
    }

    private static void withNode(Database database, OnNode test) throws Exception {
        ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("jdbc-journal.replayBatchSize = 2")
                .withFallback(database.persistenceConfig())
                .withFallback(ConfigFactory.load("persistence")));
        try {
            test.run(kit);
        } finally {
            kit.shutdownTestKit();
        }
    }

    private static String say(ActorTestKit kit, ActorRef<Say> word, String letter) {
        TestProbe<String> said = kit.createTestProbe();
        word.tell(new Say(letter, said.ref()));
        return said.receiveMessage(Duration.ofSeconds(15));
    }

    record Say(String letter, ActorRef<String> replyTo) {}

    /** A growing word: every letter is an event. */
    static final class Word extends EventSourcedBehavior<Say, String, String> {
        private final int snapshotEvery;

        private Word(String name, int snapshotEvery) {
            super(PersistenceId.ofUniqueId(name));
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
        public CommandHandler<Say, String, String> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(Say.class, say -> Effect().persist(say.letter()).thenReply(say.replyTo(), word -> word))
                    .build();
        }

        @Override
        public EventHandler<String, String> eventHandler() {
            return (word, letter) -> word + letter;
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return RetentionCriteria.snapshotEvery(snapshotEvery, 1).withDeleteEventsOnSnapshot();
        }
    }
}
