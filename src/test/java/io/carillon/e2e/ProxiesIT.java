package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>The edge</i>, behind the proxies that people put in front: nobody's request rides in another's. */
class ProxiesIT {
    private static final List<String> FRAMINGS = List.of(
            "X: \u00e9\r\nContent-Length: %d",
            "X: \u00f7\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: %d",
            "Transfer-Encoding: ,chunked",
            "Transfer-Encoding: chunked,",
            "Content-Length: 0\r\nX: \u00e0\r\nContent-Length: %d",
            "Content-Length: 0 %d");

    private final NodeProcess node = OneNode.get().node;
    private final Service service = OneNode.get().service;

    @ParameterizedTest
    @ValueSource(strings = {"haproxy", "nginx", "caddy"})
    void noRequestHidesInAnother(String name) throws IOException {
        String lamp = service.device();
        JsonNode group = service.create(lamp, "1111111", Json.task("7", "00", "{}"));
        try (Proxy proxy = new Proxy(name, node.api())) {
            assertThat(victim(proxy, group, "first")).contains("HTTP/1.1 200 ");
            for (String framing : FRAMINGS)
                for (int attempt = 0; attempt < 5; attempt++) {
                    attack(proxy, framing, lamp);
                    String id = "victim-" + attempt;
                    assertThat(victim(proxy, group, id))
                            .as("%s behind %s", framing, name)
                            .containsOnlyOnce("HTTP/1.1 ")
                            .startsWith("HTTP/1.1 200 ")
                            .containsIgnoringCase("x-request-id: " + id);
                }
        }
        assertThat(service.read(group)).isEqualTo(group);
    }

    /** The links of a list lead through the proxy. */
    @ParameterizedTest
    @ValueSource(strings = {"haproxy", "nginx"})
    void aListsLinksAreAsTheCallerSeesTheService(String name) throws IOException {
        String lamp = service.device();
        for (int i = 0; i < 2; i++) service.create(lamp, "1111111", Json.task("7", "0" + i, "{}"));
        try (Proxy proxy = new Proxy(name, node.api())) {
            assertThat(get(proxy, Service.TASKS + "?page_size=1&device_id=" + lamp, "alice", "list"))
                    .contains("\"next\":\"https://carillon.example/v3/schedule/tasks/");
        }
    }

    private static void attack(Proxy proxy, String framing, String lamp) throws IOException {
        String hidden = "DELETE /v3/devices/" + lamp + "/ HTTP/1.1\r\nHost: x\r\nX: ";
        try (Socket socket = proxy.connect()) {
            socket.setSoTimeout(500);
            socket.getOutputStream()
                    .write(("POST /v3/x HTTP/1.1\r\nHost: x\r\n" + framing.formatted(hidden.length()) + "\r\n\r\n"
                                    + hidden)
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.getInputStream().read(new byte[65_536]);
        } catch (IOException refused) {
            // as well
        }
    }

    private static String victim(Proxy proxy, JsonNode group, String id) throws IOException {
        return get(proxy, Service.path(group), "alice", id);
    }

    private static String get(Proxy proxy, String path, String user, String id) throws IOException {
        try (Socket socket = proxy.connect()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: carillon.example\r\nConnection: close\r\nX-Request-Id: "
                                    + id + "\r\nAuthorization: jwt "
                                    + Jwt.of(user).sign(Service.SECRET) + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
