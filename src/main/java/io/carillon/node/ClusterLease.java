package io.carillon.node;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.coordination.lease.javadsl.Lease;
import akka.coordination.lease.javadsl.LeaseProvider;
import io.carillon.wakeup.Leases;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The single lease of a cluster, named after the node that founded it. Every member renews it, so that it is held as
 * long as one of them reaches the database.
 */
final class ClusterLease {
    private static final String NAME = "cluster";
    private static final String CONFIG = "carillon.cluster-lease";

    private static final CompletionStage<Boolean> NO = CompletableFuture.completedFuture(false);

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final Leases leases;
    /** The owner of this cluster's lease; empty until this node founds or joins a cluster. */
    private volatile String shared = "";

    ClusterLease(ActorSystem<?> system) {
        this.system = system;
        cluster = Cluster.get(system);
        leases = Leases.get(system);
    }

    CompletionStage<Leases.Row> read() {
        return leases.read(NAME);
    }

    /** Whether this node may found the cluster. */
    CompletionStage<Boolean> acquire() {
        String self = owner();
        return lease(self).acquire().thenCompose(mine -> {
            if (mine) shared = self;
            return mine ? name(self, members()) : NO;
        });
    }

    /** The same where no member of the cluster that holds the lease is left. */
    CompletionStage<Boolean> acquireFrom(Leases.Row dead) {
        return leases.free(NAME, dead).thenCompose(freed -> acquire());
    }

    /**
     * Renews it from now on, together with the other members, and records who they are.
     *
     * @param lost run when another cluster holds it
     */
    CompletionStage<Boolean> share(Runnable lost) {
        List<String> members = members();
        return read().thenCompose(row -> {
            if (shared.isEmpty()) shared = row.isHeld() ? row.owner() : owner();
            return lease(shared)
                    .acquire(why -> lost.run())
                    .thenCompose(mine -> mine && !members.equals(row.members())
                            ? name(shared, members)
                            : CompletableFuture.completedFuture(mine));
        });
    }

    /** Releases it if this is the last member. */
    CompletionStage<Boolean> leave() {
        boolean last = members().equals(List.of(hostPort(cluster.selfMember().address())));
        return last && !shared.isEmpty() ? lease(shared).release() : NO;
    }

    private CompletionStage<Boolean> name(String owner, List<String> members) {
        return leases.name(NAME, owner, members);
    }

    private Lease lease(String owner) {
        return LeaseProvider.get(system).getLease(NAME, CONFIG, owner);
    }

    private String owner() {
        UniqueAddress self = cluster.selfMember().uniqueAddress();
        return hostPort(self.address()) + "#" + self.longUid();
    }

    private List<String> members() {
        return Stream.concat(
                        Stream.of(cluster.selfMember()),
                        StreamSupport.stream(cluster.state().getMembers().spliterator(), false))
                .map(member -> hostPort(member.address()))
                .distinct()
                .sorted()
                .toList();
    }

    private static String hostPort(Address address) {
        return address.hostPort().replaceFirst(".*@", "");
    }
}
