package io.carillon.node;

import io.carillon.node.Settings.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** A port that is taken, or an address that is not ours, stops the start with the variable's name. */
final class Ports {
    private Ports() {}

    static void check(Settings settings) {
        check("CARILLON_HTTP", settings.http());
        check("CARILLON_MANAGEMENT", settings.management());
        check("CARILLON_NODE", settings.node());
        if (settings.mqtt().broker().isEmpty()) checkPort("CARILLON_MQTT_URL", Settings.Mqtt.EMBEDDED);
    }

    private static void check(String prefix, Address address) {
        try {
            InetAddress.getByName(address.host());
        } catch (UnknownHostException unknown) {
            throw Variables.wrong(prefix + "_HOST", "a host of this machine expected", address.host());
        }
        checkPort(prefix + "_PORT", address);
    }

    private static void checkPort(String variable, Address address) {
        try (ServerSocket socket = new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()))) {
            socket.getLocalPort();
        } catch (IOException taken) {
            throw new WrongSetting(variable, "cannot listen on " + address + ": " + taken.getMessage());
        }
    }
}
