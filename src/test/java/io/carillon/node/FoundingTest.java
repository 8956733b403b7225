package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.coordination.lease.javadsl.Lease;
import akka.coordination.lease.javadsl.LeaseProvider;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import io.carillon.node.Founding.AreYouIn;
import io.carillon.node.Founding.Message;
import io.carillon.node.Founding.Told;
import io.carillon.wakeup.Database;
import io.carillon.wakeup.Leases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoundingTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SOMEBODY = "127.0.0.1:1";

    private final PostgresDatabase postgres = PostgresServer.newDatabase();
    private final Database database = Database.open(postgres.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
    private final List<ActorTestKit> nodes = new ArrayList<>();

    @BeforeEach
    void migrate() throws Exception {
        database.migrate();
    }

    @AfterEach
    void stop() {
        nodes.forEach(ActorTestKit::shutdownTestKit);
        database.close();
    }

    @Test
    void seedsThatStartTogetherAreOneCluster() {
        create(3, NEVER);
        start(2, 1, 0);
        awaitTogether(0, 1, 2);
    }

    @Test
    void aMajorityIsAClusterWithoutTheFirstSeedWhichJoinsItLater() {
        create(3, NEVER);
        start(1, 2);
        awaitTogether(1, 2);
        start(0);
        awaitTogether(0, 1, 2);
    }

    @Test
    void whatASeedWaitsForIsLogged() {
        create(3, NEVER);
        postgres.takeAway();
        expectLine("Waiting for the database: ", () -> start(0));
        expectLine("Waiting for a majority of the seed nodes, 1 of 3 are there", postgres::restore);
        assertThat(isUp(0)).isFalse();
        start(1);
        awaitTogether(0, 1);
    }

    @Test
    void aSingleSeedIsAClusterAtOnce() {
        create(1, NEVER);
        start(0);
        awaitTogether(0);
    }

    @Test
    void noSecondClusterIsFoundedWhileOneRenewsItsLease() {
        create(2, Duration.ofSeconds(5));
        Lease living = lease(1, "somebody", SOMEBODY);
        ActorTestKit alone = nodes.remove(1);
        create(1, Duration.ofSeconds(5));
        start(0, 1);
        await().during(Duration.ofSeconds(8)).atMost(PATIENCE).until(() -> !isUp(0) && !isUp(1));
        assertThat(living.checkLease()).isTrue();
        alone.shutdownTestKit();
        awaitTogether(0, 1);
    }

    @Test
    void aClusterAllOfWhoseMembersSayThatTheyAreInNoneIsReplacedAtOnce() {
        create(3, NEVER);
        lease(2, "dead", hostPort(0), hostPort(1));
        nodes.remove(2).shutdownTestKit();
        start(0, 1);
        awaitTogether(0, 1);
    }

    /** What it said before it asked for the lease is no proof that the lease's holder is dead. */
    @Test
    void whoAsksForTheLeaseDoesNotSayThatItIsInNoCluster() throws Exception {
        create(2, NEVER);
        TestProbe<Message> asker = nodes.get(1).createTestProbe();
        try (Connection other = DriverManager.getConnection(postgres.jdbcUrl(), PostgresServer.USER, "");
                Statement statement = other.createStatement()) {
            statement.execute("insert into lease values ('cluster', '', 0, '')");
            other.setAutoCommit(false);
            statement.execute("select from lease for update");
            Founding.byWayOf(List.of(address(0)), cluster(0), nodes.get(0).system());
            awaitWaitingForTheLock(other);
            ask(0, asker);
            asker.expectNoMessage(Duration.ofSeconds(1));
        }
        await().atMost(PATIENCE).until(() -> {
            ask(0, asker);
            return ((Told) asker.receiveMessage(PATIENCE)).in();
        });
    }

    private void ask(int node, TestProbe<Message> asker) {
        Adapter.toClassic(nodes.get(1).system())
                .actorSelection(address(node) + "/system/" + Founding.NAME)
                .tell(new AreYouIn(asker.ref(), 1), ActorRef.noSender());
    }

    private static void awaitWaitingForTheLock(Connection connection) {
        await().atMost(PATIENCE).until(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet waiting = statement.executeQuery("select from pg_locks where not granted")) {
                return waiting.next();
            }
        });
    }

    @Test
    void anAnswerToAnEarlierQuestionIsNoProofThatTheLeasesHolderIsDead() {
        create(2, NEVER);
        lease(1, "living", SOMEBODY);
        Founding.byWayOf(List.of(address(0)), cluster(0), nodes.get(0).system());
        Address holder = AddressFromURIString.parse("akka://carillon@" + SOMEBODY);
        await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> {
            Adapter.toClassic(nodes.get(1).system())
                    .actorSelection(address(0) + "/system/" + Founding.NAME)
                    .tell(new Told(holder, false, 0), ActorRef.noSender());
            return !isUp(0);
        });
    }

    /** Its own seed is the only one that this node was told of. */
    @Test
    void theMembersThatTheLeaseNamesAreFollowed() {
        create(2, NEVER);
        cluster(1).manager().tell(Join.create(address(1)));
        await().atMost(PATIENCE).until(() -> isUp(1));
        Founding.byWayOf(List.of(address(1)), cluster(1), nodes.get(1).system());
        await().atMost(PATIENCE)
                .until(() -> join(Leases.get(nodes.get(1).system()).read("cluster"))
                        .members()
                        .equals(List.of(hostPort(1))));
        Founding.byWayOf(List.of(address(0)), cluster(0), nodes.get(0).system());
        awaitTogether(0, 1);
    }

    @Test
    void aClusterWhoseLeaseAnotherHasTakenEnds() {
        create(2, NEVER);
        Founding.byWayOf(List.of(address(0)), cluster(0), nodes.get(0).system());
        awaitTogether(0);
        Leases leases = Leases.get(nodes.get(1).system());
        await().atMost(PATIENCE)
                .until(() -> join(leases.free("cluster", join(leases.read("cluster"))))
                        && join(LeaseProvider.get(nodes.get(1).system())
                                .getLease("cluster", "carillon.cluster-lease", "another")
                                .acquire()));
        await().atMost(PATIENCE).until(() -> !isUp(0));
    }

    @Test
    void theLastMemberThatLeavesGivesTheLeaseBack() {
        create(2, NEVER);
        Founding.byWayOf(List.of(address(0)), cluster(0), nodes.get(0).system());
        awaitTogether(0);
        join(CoordinatedShutdown.get(nodes.get(0).system()).runAll(CoordinatedShutdown.actorSystemTerminateReason()));
        assertThat(join(Leases.get(nodes.get(1).system()).read("cluster")).isHeld())
                .isFalse();
    }

    private void create(int count, Duration runsOut) {
        for (int i = 0; i < count; i++) {
            ActorTestKit node = node(runsOut);
            Leases.get(node.system()).keepIn(database);
            nodes.add(node);
        }
    }

    private void start(int... which) {
        List<Address> seeds =
                nodes.stream().map(node -> cluster(node).selfMember().address()).toList();
        for (int node : which)
            Founding.byWayOf(seeds, cluster(node), nodes.get(node).system());
    }

    /** Held, and renewed, by somebody on this node, which is in no cluster itself. */
    private Lease lease(int node, String owner, String... members) {
        Lease lease = LeaseProvider.get(nodes.get(node).system()).getLease("cluster", "carillon.cluster-lease", owner);
        assertThat(join(lease.acquire())).isTrue();
        assertThat(join(Leases.get(nodes.get(node).system()).name("cluster", owner, List.of(members))))
                .isTrue();
        return lease;
    }

    private void expectLine(String start, Runnable by) {
        LoggingTestKit.warn(start).expect(nodes.get(0).system(), () -> {
            by.run();
            return true;
        });
    }

    private void awaitTogether(int... which) {
        await().atMost(PATIENCE).until(() -> Arrays.stream(which).allMatch(node -> members(node) == which.length));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private boolean isUp(int node) {
        return cluster(node).selfMember().status() == MemberStatus.up();
    }

    private long members(int node) {
        return StreamSupport.stream(cluster(node).state().getMembers().spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up())
                .count();
    }

    private Address address(int node) {
        return cluster(node).selfMember().address();
    }

    private String hostPort(int node) {
        return address(node).hostPort().replaceFirst(".*@", "");
    }

    private Cluster cluster(int node) {
        return cluster(nodes.get(node));
    }

    private static Cluster cluster(ActorTestKit node) {
        return Cluster.get(node.system());
    }

    /** A node in no cluster, which its test shuts down. */
    static ActorTestKit node(Duration leaseRunsOut) {
        Config config = ConfigFactory.parseString(
                        """
                        akka.actor.provider = cluster
                        akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
                        akka.cluster { jmx.enabled = off, gossip-interval = 200ms, leader-actions-interval = 200ms }
                        akka.actor.testkit.typed.system-shutdown-default = 30s
                        akka.coordinated-shutdown { exit-jvm = off, run-by-actor-system-terminate = off }
                        akka.actor.testkit.typed.filter-leeway = 30s
                        akka.management.http { hostname = 127.0.0.1, port = 0 }
                        akka.management.cluster.bootstrap.contact-point-discovery.required-contact-point-nr = 1
                        carillon.cluster-lease.heartbeat-interval = 200ms
                        carillon.cluster-lease.heartbeat-timeout = %d s
                        """
                                .formatted(leaseRunsOut.toSeconds()))
                .withFallback(ConfigFactory.load("carillon.conf"));
        return ActorTestKit.create("carillon", config);
    }
}
