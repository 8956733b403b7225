package io.carillon.node.doctor;

import io.carillon.node.settings.Settings;
import io.carillon.node.settings.Settings.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;

/** The nodes through which this one joins the others. */
record SeedNodesCheck(Settings settings) implements Check {
    private static final int CONNECT_MILLIS = 2000;

    @Override
    public String title() {
        return "seed nodes";
    }

    @Override
    public List<Finding> findings() {
        return settings.seedNodes().stream()
                .filter(seed -> !seed.equals(settings.node()))
                .map(this::finding)
                .toList();
    }

    private Finding finding(Address seed) {
        try {
            InetAddress address = InetAddress.getByName(seed.host());
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, seed.port()), CONNECT_MILLIS);
            }
            return ok(seed + " answers");
        } catch (UnknownHostException unknown) {
            return fail(seed + ": no such host", "name hosts in CARILLON_SEED_NODES that this one knows");
        } catch (IOException away) {
            return warn(
                    seed + ": " + away.getMessage(),
                    "start it, or open the port; the first node of a cluster needs none");
        }
    }
}
