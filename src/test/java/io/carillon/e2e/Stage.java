package io.carillon.e2e;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Where tests of firings run side by side: one database server, one broker, and the nodes' order of starting. */
final class Stage implements AutoCloseable {
    /** From choosing a minute to the test's first fault, 10 s before that minute. */
    private static final Duration PREPARATION = Duration.ofSeconds(20);

    final Database database;
    final Broker broker;
    /** Two cores start no more JVMs at a time. Fair, so that who asks for all of it waits for all who came before. */
    private final Semaphore starts = new Semaphore(2, true);

    Stage(String name) {
        database = new Database(name + "/pg");
        broker = Broker.started(name + "/broker");
    }

    /** A node with a database of its own on the shared server, and the shared broker. */
    NodeProcess node(String name, String grace) {
        return NodeProcess.named("firing/" + name)
                .set("CARILLON_DB_URL", database.create(name.replace('-', '_')))
                .set("CARILLON_DB_USER", Database.USER)
                .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                .set("CARILLON_MQTT_URL", broker.url())
                .set("CARILLON_JWT_SECRET", Service.SECRET)
                .set("CARILLON_GRACE", grace);
    }

    /** Starts the node in its turn, unless it runs already. */
    Service started(NodeProcess node) {
        starts.acquireUninterruptibly();
        try {
            synchronized (node) {
                if (!node.running()) node.start();
            }
            node.awaitReady();
        } finally {
            starts.release();
        }
        return new Service(node.api());
    }

    /** A minute of a quiet machine, the same for most: one after all nodes have started. */
    Due aim() {
        return aim(Duration.ZERO);
    }

    /** @param more preparation than most tests need */
    Due aim(Duration more) {
        starts.acquireUninterruptibly(2);
        starts.release(2);
        return Due.minuteAfter(PREPARATION.plus(more));
    }

    @Override
    public void close() {
        broker.close();
        database.close();
    }
}
