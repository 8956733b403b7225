package io.carillon.node;

import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.management.cluster.bootstrap.ClusterBootstrapSettings;
import akka.management.cluster.bootstrap.JoinDecision;
import akka.management.cluster.bootstrap.JoinSelf;
import akka.management.cluster.bootstrap.KeepProbing;
import akka.management.cluster.bootstrap.LowestAddressJoinDecider;
import akka.management.cluster.bootstrap.SeedNodesInformation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Akka's decision which pod founds the cluster, with {@link ClusterLease} as a further condition. */
public final class LeasedJoinDecider extends LowestAddressJoinDecider {
    private final ClusterLease lease;

    /** Created by Akka. */
    public LeasedJoinDecider(ActorSystem system, ClusterBootstrapSettings settings) {
        super(system, settings);
        lease = new ClusterLease(Adapter.toTyped(system));
    }

    @Override
    public Future<JoinDecision> decide(SeedNodesInformation seen) {
        return FutureConverters.asScala(
                FutureConverters.asJava(super.decide(seen)).thenCompose(this::decide));
    }

    private CompletionStage<JoinDecision> decide(JoinDecision unleased) {
        JoinDecision found = JoinSelf.getInstance();
        JoinDecision wait = KeepProbing.getInstance();
        return unleased.equals(found)
                ? lease.acquire().exceptionally(away -> false).thenApply(mine -> mine ? found : wait)
                : CompletableFuture.completedFuture(unleased);
    }
}
