package io.carillon.node;

import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import io.carillon.schedule.ServiceSettings;
import java.time.Duration;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What due times depend on besides the devices' own data.
 *
 * @param tzdata the version of the JDK's time-zone database, such as {@code 2025b}
 * @param service the default zone of devices
 * @param spread each device's occurrences are shifted by less than this
 */
record ZoneRules(String tzdata, ZoneId service, Duration spread) {
    static ZoneRules with(ServiceSettings settings) {
        return new ZoneRules(
                ZoneRulesProvider.getVersions("UTC").lastEntry().getKey(), settings.zone(), settings.spread());
    }

    /** The cluster role by which a member shows its rules. */
    String role() {
        return "zone-rules/" + this;
    }

    /** Whether all members have these rules and this node is the first that is up and reachable. */
    boolean turnOf(Cluster cluster) {
        CurrentClusterState state = cluster.state();
        boolean same = StreamSupport.stream(state.getMembers().spliterator(), false)
                .allMatch(member -> member.hasRole(role()));
        List<Member> working = SliceShare.reachable(state);
        return same && !working.isEmpty() && working.get(0).equals(cluster.selfMember());
    }

    @Override
    public String toString() {
        return tzdata + "/" + service + (spread.isZero() ? "" : "/spread=" + spread.toSeconds() + "s");
    }
}
