package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.TcpProxy;
import io.carillon.TcpProxy.Direction;
import io.carillon.TcpProxy.Manner;
import io.carillon.e2e.NodeProcess;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The broker or the database away, for all nodes or for one. {@code mvn verify -Pchaos} */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
class PartsIT {
    private static final int PUBACK_BYTES = 4;

    @Scenario
    void the_broker_killed(long seed) {
        Herds.scenario("broker killed", seed, (run, due) -> {
            Herds.inTheMiddle(run, due);
            run.stopping("broker killed", () -> {
                run.cluster.broker.kill();
                Moments.await(due.plus(run.chance.seconds(2, 20)));
                run.cluster.broker.start();
            });
        });
    }

    @Scenario
    void the_brokers_acknowledgements_swallowed(long seed) {
        Herds.scenario("acknowledgements swallowed", seed, (run, due) -> {
            Moments.await(due.minusSeconds(1));
            run.stopping("acknowledgements swallowed", () -> {
                each(node -> run.cluster.toBroker(node).set(Direction.TO_CLIENT, Manner.SWALLOW));
                Moments.await(due.plus(run.chance.seconds(5, 20)));
                each(node -> run.cluster.toBroker(node).mend());
            });
        });
    }

    /** It acknowledges 20 publishes a second to each node, in order. */
    @Scenario
    void a_slow_broker(long seed) {
        Herds.scenario("slow broker", seed, (run, due) -> {
            Moments.await(due.minus(run.chance.seconds(1, 10)));
            run.harmless("slow broker", () -> {
                each(node -> run.cluster.toBroker(node).trickle(Direction.TO_CLIENT, 20 * PUBACK_BYTES));
                Moments.await(due);
                await().atMost(Duration.ofSeconds(30 + Herds.MOST / 15)).until(() -> acknowledged(run, due));
                each(node -> run.cluster.toBroker(node).mend());
            });
            each(node -> assertThat(run.cluster.node(node).metrics().sum("carillon_mqtt_connections_total"))
                    .as("connections of node %d", node)
                    .isEqualTo(1));
            assertThat(run.publishes().stream().filter(publish -> !publish.isRepeated()))
                    .extracting(Published::fireId)
                    .as("no repeat")
                    .doesNotHaveDuplicates();
        });
    }

    private static boolean acknowledged(Run run, Instant due) {
        List<Published> publishes = run.publishes().stream()
                .filter(publish -> publish.scheduledAt().equals(due) && !publish.isRepeated())
                .toList();
        return publishes.size() >= Herds.MOST * 7 / 10 && publishes.stream().allMatch(Published::accepted);
    }

    /** The broker closes the connection over the command of one device of the herd, however often it is published. */
    @Scenario
    void a_poisonous_publish(long seed) {
        Herds.scenario("poisonous publish", seed, (run, due) -> {
            run.driver.createPoison(due);
            Moments.await(due);
            run.harmless("poisonous publish", () -> Moments.await(due.plusSeconds(30)));
            List<Published> late = run.publishes().stream()
                    .filter(publish -> publish.scheduledAt().equals(due) && publish.accepted() && !publish.isRepeated())
                    .filter(publish -> publish.acknowledgedAt() == null
                            || publish.acknowledgedAt().isAfter(due.plusSeconds(10)))
                    .toList();
            assertThat(late)
                    .as("3 s, and what two cores shared by three nodes add")
                    .isEmpty();
            double connections = IntStream.range(0, Cluster.NODES)
                    .mapToDouble(node -> run.cluster.node(node).metrics().sum("carillon_mqtt_connections_total"))
                    .sum();
            assertThat(connections).as("one, or two more for the culprit").isLessThanOrEqualTo(Cluster.NODES + 7);
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(run.cluster.query("select verdict || ' ' || reason from firing"
                                    + " where device_id = '" + Driver.POISON + "'"))
                            .singleElement()
                            .asString()
                            .startsWith("EXPIRED the broker closes the connection over it: "));
        });
    }

    @Scenario
    void the_broker_down_at_boot(long seed) {
        Herds.scenario(
                "broker down at boot", seed, Setup.THREE, Herds.PREPARATION.plusSeconds(20), (run, due, herd) -> {
                    Moments.await(due.minusSeconds(20));
                    run.stopping("broker down at boot", () -> {
                        List<NodeProcess> nodes = IntStream.range(0, Cluster.NODES)
                                .mapToObj(run.cluster::node)
                                .toList();
                        nodes.forEach(NodeProcess::terminate);
                        nodes.forEach(node -> node.awaitExit(Faults.DRAIN));
                        run.cluster.broker.stop();
                        Faults.reviveEnded(run);
                        Moments.await(due.plus(run.chance.seconds(2, 30)));
                        run.cluster.broker.start();
                    });
                });
    }

    @Scenario
    void the_database_killed(long seed) {
        Herds.scenario("database killed", seed, (run, due) -> {
            Herds.inTheMiddle(run, due);
            run.stopping("database killed", () -> {
                run.cluster.database.kill();
                Moments.await(due.plus(run.chance.seconds(2, 25)));
                run.cluster.database.start();
            });
        });
    }

    @Scenario
    void a_node_cut_off_from_the_database(long seed) {
        Herds.scenario("node without database", seed, (run, due) -> {
            Moments.await(due.minus(run.chance.seconds(0, 10)));
            away(run, "a node without database", run.cluster.toDatabase(run.chance.between(0, 2)), due);
        });
    }

    @Scenario
    void a_node_cut_off_from_the_broker(long seed) {
        Herds.scenario("node without broker", seed, (run, due) -> {
            Moments.await(due.minus(run.chance.seconds(0, 10)));
            away(run, "a node without broker", run.cluster.toBroker(run.chance.between(0, 2)), due);
        });
    }

    /** The promise is that of three parts up together (contract 3): devices of a node without one are late. */
    private static void away(Run run, String what, TcpProxy proxy, Instant due) {
        Duration length = run.chance.seconds(10, 30);
        run.harmless(what, () -> {
            proxy.cut();
            Moments.await(due.plus(length));
            proxy.mend();
        });
    }

    private static void each(IntConsumer work) {
        IntStream.range(0, Cluster.NODES).forEach(work);
    }

    /** For less than the minute after which it would be believed. */
    @Scenario
    void a_database_a_day_ahead_for_45_seconds(long seed) {
        Herds.scenario("database a day ahead", seed, (run, due) -> {
            Moments.await(due.minus(run.chance.seconds(5, 15)));
            run.harmless("database a day ahead", () -> {
                run.cluster.moveClock(Duration.ofDays(1));
                await().pollDelay(Duration.ofSeconds(45))
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(
                                        Files.readString(run.cluster.node(0).log()))
                                .contains("not believed until"));
                run.cluster.moveClock(Duration.ZERO);
            });
        });
    }

    @Scenario
    void a_database_that_takes_no_writes(long seed) {
        Herds.scenario("database read-only", seed, (run, due) -> {
            Herds.inTheMiddle(run, due);
            run.stopping("database read-only", () -> {
                run.cluster.takeWrites(false);
                Moments.await(due.plus(run.chance.seconds(20, 40)));
                run.cluster.takeWrites(true);
            });
        });
    }
}
