package io.carillon.node;

import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.management.cluster.bootstrap.ClusterBootstrapSettings;
import akka.management.cluster.bootstrap.JoinDecision;
import akka.management.cluster.bootstrap.JoinSelf;
import akka.management.cluster.bootstrap.KeepProbing;
import akka.management.cluster.bootstrap.LowestAddressJoinDecider;
import akka.management.cluster.bootstrap.SeedNodesInformation;
import io.carillon.device.RepeatedWarnings;
import io.carillon.device.RootCause;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Akka's decision which pod founds the cluster, with {@link ClusterLease} as a further condition. Logs what it waits
 * for.
 */
public final class LeasedJoinDecider extends LowestAddressJoinDecider {
    private static final String WAITS = "This node would found the cluster and waits";

    private final ClusterLease lease;
    private final RepeatedWarnings warnings;

    /** Created by Akka. */
    public LeasedJoinDecider(ActorSystem system, ClusterBootstrapSettings settings) {
        super(system, settings);
        lease = new ClusterLease(Adapter.toTyped(system));
        warnings = new RepeatedWarnings(LeasedJoinDecider.class, Adapter.toTyped(system));
    }

    @Override
    public Future<JoinDecision> decide(SeedNodesInformation seen) {
        return FutureConverters.asScala(
                FutureConverters.asJava(super.decide(seen)).thenCompose(this::decide));
    }

    private CompletionStage<JoinDecision> decide(JoinDecision unleased) {
        return unleased.equals(JoinSelf.getInstance())
                ? lease.acquire().handle(this::decided)
                : CompletableFuture.completedFuture(unleased);
    }

    private JoinDecision decided(@Nullable Boolean mine, @Nullable Throwable away) {
        if (Boolean.TRUE.equals(mine)) return JoinSelf.getInstance();
        String why =
                away == null ? "the lease of another, which may still live" : "the database: " + RootCause.of(away);
        warnings.warn(1, WAITS, why);
        return KeepProbing.getInstance();
    }
}
