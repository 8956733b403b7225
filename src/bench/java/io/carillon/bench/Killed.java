package io.carillon.bench;

import io.carillon.FreePort;
import io.carillon.e2e.Broker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Three nodes on this machine; one is killed while a herd fires, and every command is still delivered. */
record Killed(String url, Broker broker, Report report) {
    private static final int HERD = 20_000;
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
                        Carillon.JVM,
                        Map.of(
                                "CARILLON_NODE_PORT",
                                ports.get(nr).toString(),
                                "CARILLON_SEED_NODES",
                                "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1))));
            nodes.forEach(Carillon::awaitReady);
            Carillon first = nodes.get(0);
            first.round(HERD / 4);
            Instant due = first.store(first.herd(HERD));
            Contender.sleepUntil(due.plusMillis(300));
            Instant killed = Instant.now();
            nodes.get(2).kill();
            Round round = first.await(due, HERD);
            report.line(
                    "- three nodes, one killed %d ms into a herd of %,d: none lost, the last command %.1f s after the kill (%s)",
                    killed.toEpochMilli() - due.toEpochMilli(),
                    HERD,
                    (due.toEpochMilli() + round.late().worst() - killed.toEpochMilli()) / 1_000,
                    round.late());
        } finally {
            nodes.forEach(Carillon::close);
        }
    }
}
