package io.carillon.bench;

import io.carillon.FreePort;
import io.carillon.e2e.Broker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Three nodes on this machine; one is killed while a herd fires, and every command is still delivered. */
record Killed(String url, Broker broker, Report report, String jvm, int herd, Duration ahead) {
    private static final int FIRST_HERD = 5_000;
    private static final int NODES = 3;

    void run() throws Exception {
        List<Integer> ports =
                java.util.stream.Stream.generate(FreePort::find).limit(NODES).toList();
        List<Carillon> nodes = new ArrayList<>();
        try {
            for (int nr = 0; nr < NODES; nr++)
                nodes.add(new Carillon(
                        "node-" + nr,
                        url,
                        broker,
                        jvm,
                        Map.of(
                                "CARILLON_NODE_PORT",
                                ports.get(nr).toString(),
                                "CARILLON_SEED_NODES",
                                "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1))));
            nodes.forEach(Carillon::awaitReady);
            Carillon first = nodes.get(0);
            first.round(FIRST_HERD);
            Instant due = first.store(first.herd(herd), ahead);
            Contender.sleepUntil(due.plusMillis(300));
            Instant killed = Instant.now();
            nodes.get(2).kill();
            Round round = first.await(due, herd);
            report.line(
                    "- three nodes (%s), one killed %d ms into a herd of %,d: none lost, the last command %.1f s after the kill "
                            + "(%s); the others found %d nodes out of reach",
                    jvm,
                    killed.toEpochMilli() - due.toEpochMilli(),
                    herd,
                    (due.toEpochMilli() + round.late().worst() - killed.toEpochMilli()) / 1_000,
                    round.late(),
                    nodes.get(0).lines("is unreachable") + nodes.get(1).lines("is unreachable"));
        } finally {
            nodes.forEach(Carillon::close);
        }
    }
}
