package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.typed.Cluster;
import akka.coordination.lease.javadsl.Lease;
import akka.coordination.lease.javadsl.LeaseProvider;
import akka.discovery.ServiceDiscovery.ResolvedTarget;
import akka.management.cluster.bootstrap.ClusterBootstrapSettings;
import akka.management.cluster.bootstrap.JoinDecision;
import akka.management.cluster.bootstrap.JoinSelf;
import akka.management.cluster.bootstrap.KeepProbing;
import akka.management.cluster.bootstrap.SeedNodesInformation;
import akka.management.cluster.bootstrap.SeedNodesObservation;
import akka.management.javadsl.AkkaManagement;
import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import io.carillon.wakeup.Database;
import io.carillon.wakeup.Leases;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** A single pod that sees no cluster, and would found one by Akka's own rule. */
class LeasedJoinDeciderTest {
    private static final ResolvedTarget SELF = new ResolvedTarget("127.0.0.1", Option.empty(), Option.empty());

    private final PostgresDatabase postgres = PostgresServer.newDatabase();
    private final Database database = Database.open(postgres.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
    private final ActorTestKit node = FoundingTest.node(Duration.ofHours(1));
    private final ActorSystem classic = Adapter.toClassic(node.system());

    @BeforeEach
    void start() throws Exception {
        database.migrate();
        Leases.get(node.system()).keepIn(database);
        AkkaManagement.get(classic).start().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        node.shutdownTestKit();
        database.close();
    }

    @Test
    void whereTheLeaseIsFreeItFoundsTheCluster() {
        assertThat(decided()).isEqualTo(JoinSelf.getInstance());
    }

    @Test
    void whereAnotherHoldsTheLeaseItWaitsAndSaysSo() throws Exception {
        Lease held = LeaseProvider.get(node.system()).getLease("cluster", "carillon.cluster-lease", "another");
        assertThat(held.acquire().toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isTrue();
        waitsFor("the lease of another, which may still live");
    }

    @Test
    void whileTheDatabaseIsAwayItWaitsAndSaysSo() {
        postgres.takeAway();
        try {
            waitsFor("the database: ");
        } finally {
            postgres.restore();
        }
    }

    private void waitsFor(String what) {
        JoinDecision decision = LoggingTestKit.warn("This node would found the cluster and waits: " + what)
                .expect(node.system(), this::decided);
        assertThat(decision).isEqualTo(KeepProbing.getInstance());
    }

    private JoinDecision decided() {
        var settings = ClusterBootstrapSettings.apply(classic.settings().config(), classic.log());
        LocalDateTime now = LocalDateTime.now();
        var alone = new SeedNodesObservation(
                now, SELF, Cluster.get(node.system()).selfMember().address(), scala(Set.of()));
        var seen = new SeedNodesInformation(now, now.minusHours(1), scala(Set.of(SELF)), scala(Set.of(alone)));
        return FutureConverters.asJava(new LeasedJoinDecider(classic, settings).decide(seen))
                .toCompletableFuture()
                .join();
    }

    private static <T> scala.collection.immutable.Set<T> scala(Set<T> elements) {
        return CollectionConverters.asScala(elements).toSet();
    }
}
