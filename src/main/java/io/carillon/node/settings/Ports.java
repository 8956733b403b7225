package io.carillon.node.settings;

import io.carillon.node.settings.Settings.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the node can listen on its addresses. A port that is taken, if only by another of its own, or a foreign
 * address stops the start with the variable's name.
 */
public final class Ports implements AutoCloseable {
    private final List<ServerSocket> held = new ArrayList<>();

    private Ports() {}

    /** @param refused why it cannot be listened on; null where it can */
    public record Tried(Address address, @Nullable WrongSetting refused) {}

    public static void check(Settings settings) {
        for (Tried tried : tryAll(settings)) if (tried.refused() != null) throw tried.refused();
    }

    /** Holds all of them at once, so that two settings with one port are found; releases all of them. */
    public static List<Tried> tryAll(Settings settings) {
        List<Tried> tried = new ArrayList<>();
        try (Ports ports = new Ports()) {
            tried.add(tried(settings.http(), address -> ports.hold("CARILLON_HTTP", address)));
            tried.add(tried(settings.management(), address -> ports.hold("CARILLON_MANAGEMENT", address)));
            tried.add(tried(settings.node(), address -> ports.hold("CARILLON_NODE", address)));
            if (settings.mqtt().broker().isEmpty())
                tried.add(tried(Settings.Mqtt.EMBEDDED, address -> ports.holdPort("CARILLON_MQTT_URL", address)));
        }
        return tried;
    }

    private static Tried tried(Address address, Consumer<Address> hold) {
        try {
            hold.accept(address);
            return new Tried(address, null);
        } catch (WrongSetting refused) {
            return new Tried(address, refused);
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
