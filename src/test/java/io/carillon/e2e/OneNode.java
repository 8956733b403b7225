package io.carillon.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/**
 * A node as most people run it, with PostgreSQL and a broker: for all classes of this JVM that need nothing special of it.
 * The first that asks starts it; all of it ends with the JVM.
 */
final class OneNode {
    /** Of this JVM: others run side by side. */
    static final String DIRECTORY = "one-" + System.getProperty("carillon.fork", "1");

    final Database database = new Database(DIRECTORY + "/pg");
    final Broker broker = Broker.started(DIRECTORY + "/broker");
    final NodeProcess node = NodeProcess.named(DIRECTORY + "/node")
            .set("CARILLON_DB_URL", database.create("carillon"))
            .set("CARILLON_DB_USER", Database.USER)
            .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
            .set("CARILLON_MQTT_URL", broker.url())
            .set("CARILLON_JWT_SECRET", Service.SECRET)
            .start()
            .awaitReady();
    final Service service = new Service(node.api());

    private static final class Started {
        static final OneNode NODE = new OneNode();
    }

    private OneNode() {
        await("a node that has just started, on a busy machine, answers")
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> service.admin.get("/v3/devices/first/").status() == 200);
    }

    static OneNode get() {
        return Started.NODE;
    }
}
