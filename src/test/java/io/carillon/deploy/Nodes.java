package io.carillon.deploy;

import io.carillon.FreePort;
import io.carillon.e2e.Database;
import io.carillon.e2e.NodeProcess;
import io.carillon.e2e.Service;

/** Nodes that share a database; no broker is there, as none of them is to ring. */
final class Nodes implements AutoCloseable {
    private final String name;
    private final Database server;
    private final String url;

    Nodes(String name) {
        this.name = name;
        server = new Database(name + "/pg");
        url = server.create("carillon");
    }

    /** Not started yet. */
    NodeProcess named(String node) {
        return NodeProcess.named(name + "/" + node)
                .set("CARILLON_DB_URL", url)
                .set("CARILLON_DB_USER", Database.USER)
                .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                .set("CARILLON_MQTT_URL", "mqtt://127.0.0.1:" + FreePort.find())
                .set("CARILLON_JWT_SECRET", Service.SECRET);
    }

    @Override
    public void close() {
        server.close();
    }
}
