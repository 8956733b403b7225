package io.carillon.node.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.FreePort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {
    private final Map<String, String> environment = new HashMap<>(Map.of("CARILLON_MQTT_URL", "mqtt://h"));

    PortsTest() {
        for (String name : List.of("CARILLON_HTTP_PORT", "CARILLON_MANAGEMENT_PORT", "CARILLON_NODE_PORT"))
            environment.put(name, Integer.toString(FreePort.find()));
    }

    @Test
    void freePortsAreFreeAgainAfterTheCheck() {
        Settings settings = Settings.read(environment);
        Ports.check(settings);
        assertThatCode(() -> Ports.check(settings)).doesNotThrowAnyException();
    }

    @Test
    void aPortThatAnotherProcessHasIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("CARILLON_HTTP_PORT", Integer.toString(other.getLocalPort()));
            refused("CARILLON_HTTP_PORT: cannot listen on 127.0.0.1:" + other.getLocalPort());
        }
    }

    @Test
    void onePortForTwoThingsIsNamed() {
        String port = String.valueOf(environment.get("CARILLON_HTTP_PORT"));
        environment.put("CARILLON_MANAGEMENT_PORT", port);
        refused("CARILLON_MANAGEMENT_PORT: cannot listen on 127.0.0.1:" + port);
    }

    private void refused(String said) {
        assertThatThrownBy(() -> Ports.check(Settings.read(environment)))
                .isInstanceOf(WrongSetting.class)
                .hasMessageStartingWith(said);
    }
}
