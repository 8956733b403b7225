package io.carillon.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Where tests of firings run side by side: one database server, one broker, and the nodes' order of starting. */
final class Stage implements AutoCloseable {
    /** From choosing a time to the test's first fault, 10 s before that time. */
    private static final Duration PREPARATION = Duration.ofSeconds(20);
    /** Those whose nodes have started with the first's choose within these. */
    private static final Duration TOGETHER = Duration.ofSeconds(5);
    /** From one time that tests share to the next: what has been away is back. */
    private static final Duration APART = Duration.ofSeconds(60);

    final Database database;
    final Broker broker;
    /** Two cores start no more JVMs at a time. Fair, so that who asks for all of it waits for all who came before. */
    private final Semaphore starts = new Semaphore(2, true);

    private @Nullable Due shared;

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

    /** A time of a quiet machine, the same for most: after all nodes have started. */
    Due aim() {
        return aim(Duration.ZERO);
    }

    /** @param more preparation than most tests need */
    Due aim(Duration more) {
        starts.acquireUninterruptibly(2);
        starts.release(2);
        return notBefore(shared(), PREPARATION.plus(more));
    }

    private synchronized Due shared() {
        if (shared == null) shared = Due.secondAfter(PREPARATION.plus(TOGETHER));
        shared = notBefore(shared, PREPARATION);
        return shared;
    }

    private static Due notBefore(Due due, Duration preparation) {
        Due later = due;
        while (later.at().isBefore(Instant.now().plus(preparation)))
            later = new Due(later.at().plus(APART));
        return later;
    }

    @Override
    public void close() {
        broker.close();
        database.close();
    }
}
