package io.carillon.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Where tests of firings run side by side: one database server and one broker; and, for all tests of this JVM, the order in
 * which nodes start and the time that tests share.
 */
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
    private static final Semaphore STARTS = new Semaphore(2, true);

    private static @Nullable Due shared;

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
    static Service started(NodeProcess node) {
        STARTS.acquireUninterruptibly();
        try {
            synchronized (node) {
                if (!node.running()) node.start();
            }
            node.awaitReady();
        } finally {
            STARTS.release();
        }
        return new Service(node.api());
    }

    /** A time of a quiet machine, the same for most: after all nodes have started. */
    static Due aim() {
        STARTS.acquireUninterruptibly(2);
        STARTS.release(2);
        return shared();
    }

    private static synchronized Due shared() {
        if (shared == null) shared = Due.secondAfter(PREPARATION.plus(TOGETHER));
        while (shared.at().isBefore(Instant.now().plus(PREPARATION)))
            shared = new Due(shared.at().plus(APART));
        return shared;
    }

    @Override
    public void close() {
        broker.close();
        database.close();
    }
}
