package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carillon.schedule.ServiceSettings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZoneRulesTest {
    private static final ZoneRules OLD = new ZoneRules("2024a", ZoneId.of("Asia/Shanghai"), Duration.ZERO);
    private static final ZoneRules NEW = new ZoneRules("2025b", ZoneId.of("Asia/Shanghai"), Duration.ZERO);

    @Test
    void theyNameTheTimeZoneDatabaseAndTheServicesZone() {
        assertThat(with(Duration.ZERO)).matches("20\\d\\d[a-z]+/Europe/Berlin");
    }

    @Test
    void aSpreadIsPartOfThem() {
        assertThat(with(Duration.ofMinutes(10))).isEqualTo(with(Duration.ZERO) + "/spread=600s");
    }

    private static String with(Duration spread) {
        return ZoneRules.with(new ServiceSettings(
                        ZoneId.of("Europe/Berlin"), Duration.ofMinutes(5), Duration.ofSeconds(60), spread))
                .toString();
    }

    @Test
    void itIsNobodysTurnWhileMembersDifferAndThenOneMembersOnly() {
        ActorTestKit one = node(OLD);
        ActorTestKit two = node(NEW);
        ActorTestKit three = node(NEW);
        try {
            Cluster first = Cluster.get(one.system());
            assertThat(OLD.turnOf(first)).as("before it joined").isFalse();
            first.manager().tell(Join.create(first.selfMember().address()));
            await().until(() -> OLD.turnOf(first));
            List<Cluster> others = List.of(Cluster.get(two.system()), Cluster.get(three.system()));
            others.forEach(
                    other -> other.manager().tell(Join.create(first.selfMember().address())));
            await().until(() -> others.stream()
                    .allMatch(other -> SliceShare.reachable(other.state()).size() == 3));
            assertThat(OLD.turnOf(first)).isFalse();
            assertThat(others).noneMatch(NEW::turnOf);
            one.shutdownTestKit();
            await().until(() -> others.stream().filter(NEW::turnOf).count() == 1);
            assertThat(others)
                    .allMatch(other -> SliceShare.reachable(other.state()).size() == 2);
        } finally {
            List.of(one, two, three).forEach(ActorTestKit::shutdownTestKit);
        }
    }

    private static ActorTestKit node(ZoneRules rules) {
        Config config = ConfigFactory.parseMap(Map.of(
                "akka.actor.provider",
                "cluster",
                "akka.remote.artery.canonical.hostname",
                "127.0.0.1",
                "akka.remote.artery.canonical.port",
                0,
                "akka.cluster.jmx.enabled",
                false,
                "akka.coordinated-shutdown.run-by-actor-system-terminate",
                true,
                "akka.cluster.roles",
                List.of(rules.role())));
        return ActorTestKit.create("ZoneRulesTest", config.withFallback(ConfigFactory.load()));
    }
}
