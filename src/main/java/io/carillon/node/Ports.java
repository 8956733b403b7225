package io.carillon.node;

import io.carillon.node.Settings.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port that is taken, by another of ours too, or an address that is not ours, stops the start with the variable's name.
 */
final class Ports implements AutoCloseable {
    private static final String WHAT = "port";

    private final List<ServerSocket> held = new ArrayList<>();

    private Ports() {}

    static void check(Settings settings) {
        try (Ports ports = new Ports()) {
            ports.hold("CARILLON_HTTP", settings.http());
            ports.hold("CARILLON_MANAGEMENT", settings.management());
            ports.hold("CARILLON_NODE", settings.node());
            if (settings.mqtt().broker().isEmpty()) ports.holdPort("CARILLON_MQTT_URL", Settings.Mqtt.EMBEDDED);
        }
    }

    /** @param running whether a node with these settings runs here, and so has them */
    static List<Finding> examined(Settings settings, boolean running) {
        List<Finding> findings = new ArrayList<>();
        try (Ports ports = new Ports()) {
            findings.add(examined(settings.http(), running, () -> ports.hold("CARILLON_HTTP", settings.http())));
            findings.add(examined(
                    settings.management(), running, () -> ports.hold("CARILLON_MANAGEMENT", settings.management())));
            findings.add(examined(settings.node(), running, () -> ports.hold("CARILLON_NODE", settings.node())));
            if (settings.mqtt().broker().isEmpty())
                findings.add(examined(
                        Settings.Mqtt.EMBEDDED,
                        running,
                        () -> ports.holdPort("CARILLON_MQTT_URL", Settings.Mqtt.EMBEDDED)));
        }
        return findings;
    }

    private static Finding examined(Address address, boolean running, Runnable hold) {
        try {
            hold.run();
            return Finding.ok(WHAT, address + " is free");
        } catch (WrongSetting taken) {
            return running
                    ? Finding.ok(WHAT, address + " is taken by the node that runs here")
                    : Finding.fail(
                            WHAT,
                            String.valueOf(taken.getMessage()),
                            "stop what listens there, or set another address");
        }
    }

    private void hold(String prefix, Address address) {
        try {
            InetAddress.getByName(address.host());
        } catch (UnknownHostException unknown) {
            throw Variables.wrong(prefix + "_HOST", "a host of this machine expected", address.host());
        }
        holdPort(prefix + "_PORT", address);
    }

    private void holdPort(String variable, Address address) {
        try {
            held.add(new ServerSocket(address.port(), 1, InetAddress.getByName(address.host())));
        } catch (IOException taken) {
            throw new WrongSetting(variable, "cannot listen on " + address + ": " + taken.getMessage());
        }
    }

    @Override
    public void close() {
        for (ServerSocket socket : held)
            try {
                socket.close();
            } catch (IOException unlikely) {
                throw new UncheckedIOException(unlikely);
            }
    }
}
