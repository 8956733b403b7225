package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.FreePort;
import io.carillon.TcpProxy;
import io.carillon.TcpProxy.Direction;
import io.carillon.TcpProxy.Manner;
import io.carillon.e2e.Database;
import io.carillon.e2e.Jwt;
import io.carillon.e2e.NodeProcess;
import io.carillon.e2e.OutsideClient;
import io.carillon.e2e.Service;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node as an orchestrator sees it, while its database comes late and goes again (contract 4). */
class LifecycleIT {
    @Test
    void probes_tell_a_process_from_its_database_and_SIGTERM_answers_who_waits() throws Exception {
        try (var database = new Database("lifecycle-pg");
                var proxy = new TcpProxy(URI.create(database.create("carillon").substring("jdbc:".length()))
                        .getPort());
                NodeProcess node = node(proxy)) {
            proxy.cut();
            node.start();
            await("the node waits for its database")
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> Files.exists(node.log())
                            && Files.readString(node.log()).contains("Waiting for the database"));
            assertThat(node.management("/alive")).isEqualTo(200);
            assertThat(node.management("/ready")).isEqualTo(500);

            proxy.mend();
            node.awaitReady();
            assertManagementIsReadOnly(node);

            proxy.set(Direction.TO_CLIENT, Manner.SWALLOW);
            try (Socket waiting = asking(node)) {
                assertThat(new OutsideClient(node.api(), null).get("/nowhere/").status())
                        .as("whoever comes later has been answered")
                        .isEqualTo(404);
                assertThat(node.management("/alive")).isEqualTo(200);
                assertThat(node.management("/ready")).isEqualTo(200);

                node.terminate();
                assertThat(new String(waiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("\"code\":10050");
            }
            assertThat(node.awaitExit(Duration.ofSeconds(30))).isIn(0, 143);
        }
    }

    @Test
    @Tag("chaos")
    void SIGTERM_ends_a_node_in_time_although_the_oldest_stands_still() {
        try (var nodes = new Nodes("standing-still");
                NodeProcess oldest = nodes.named("oldest");
                NodeProcess node = nodes.named("node")) {
            for (NodeProcess starting : List.of(oldest, node))
                starting.set("CARILLON_SEED_NODES", oldest.address()).start().awaitReady();
            oldest.pause();
            node.terminate();
            assertThat(node.awaitExit(Duration.ofSeconds(30))).isIn(0, 143);
        }
    }

    private static void assertManagementIsReadOnly(NodeProcess node) {
        String self = "/cluster/members/akka://carillon@" + node.address();
        for (String method : new String[] {"DELETE", "PUT", "POST"})
            for (String path : new String[] {self, "/cluster/members/", "/cluster", "/metrics"})
                assertThat(node.ask(method, path).orElseThrow().statusCode())
                        .as(method + " " + path)
                        .isIn(404, 405);
        assertThat(node.members()).containsEntry(node.address(), "Up");
    }

    private static NodeProcess node(TcpProxy proxy) {
        return NodeProcess.named("lifecycle")
                .set("CARILLON_DB_URL", "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/carillon")
                .set("CARILLON_DB_USER", Database.USER)
                .set("CARILLON_DB_PASSWORD", Database.PASSWORD)
                .set("CARILLON_MQTT_URL", "mqtt://127.0.0.1:" + FreePort.find())
                .set("CARILLON_JWT_SECRET", Service.SECRET);
    }

    /** A call that needs the database; on a socket, so that a connection that is reset shows. */
    private static Socket asking(NodeProcess node) throws IOException {
        Socket socket = new Socket(node.api().getHost(), node.api().getPort());
        socket.setSoTimeout(20_000);
        String request = "GET /v3/devices/lamp/bindings/ HTTP/1.1\r\nHost: carillon\r\nAuthorization: jwt "
                + Jwt.admin("root").sign(Service.SECRET)
                + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
