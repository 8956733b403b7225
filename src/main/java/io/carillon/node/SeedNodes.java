package io.carillon.node;

import io.carillon.node.Settings.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;

/** The nodes through which this one joins the others. */
final class SeedNodes {
    private static final String WHAT = "seed nodes";
    private static final int CONNECT_MILLIS = 2000;

    private SeedNodes() {}

    static List<Finding> examined(Settings settings) {
        return settings.seedNodes().stream()
                .filter(seed -> !seed.equals(settings.node()))
                .map(SeedNodes::examined)
                .toList();
    }

    private static Finding examined(Address seed) {
        try {
            InetAddress address = InetAddress.getByName(seed.host());
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, seed.port()), CONNECT_MILLIS);
            }
            return Finding.ok(WHAT, seed + " answers");
        } catch (UnknownHostException unknown) {
            return Finding.fail(WHAT, seed + ": no such host", "name hosts in CARILLON_SEED_NODES that this one knows");
        } catch (IOException away) {
            return Finding.warn(
                    WHAT,
                    seed + ": " + away.getMessage(),
                    "start it, or open the port; the first node of a cluster needs none");
        }
    }
}
