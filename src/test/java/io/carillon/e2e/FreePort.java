package io.carillon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** TCP ports on loopback. */
public final class FreePort {
    private FreePort() {}

    /** A port that nobody listens on at this moment. */
    public static int next() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails with a sentence where a test needs a fixed port that another process holds. */
    static void require(int port, String why) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException taken) {
            throw new AssertionError(
                    "Port " + port + " is taken by another process; this test needs it free: " + why, taken);
        }
    }
}
