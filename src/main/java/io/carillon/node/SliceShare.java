package io.carillon.node;

import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.carillon.wakeup.Poller;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** This node's slices: dealt to the reachable members in the order of addresses (design, step 4). */
record SliceShare(Cluster cluster) implements Supplier<Poller.Share> {
    @Override
    public Poller.Share get() {
        CurrentClusterState state = cluster.state();
        int members = (int)
                StreamSupport.stream(state.getMembers().spliterator(), false).count();
        return new Poller.Share(slices(reachable(state)), members);
    }

    private Set<Integer> slices(List<Member> polling) {
        int mine = polling.indexOf(cluster.selfMember());
        if (mine < 0) return Set.of();
        return IntStream.range(0, Poller.SLICES)
                .filter(slice -> slice % polling.size() == mine)
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The members that are up and reachable, in the order of addresses. */
    static List<Member> reachable(CurrentClusterState state) {
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up())
                .filter(member -> !state.getUnreachable().contains(member))
                .sorted(Comparator.comparing(Member::address, Member.addressOrdering()))
                .toList();
    }
}
