package io.carillon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of 127.0.0.1. */
public final class FreePort {
    /** Above 8080 and 8558, below 25520 and what the system gives to outgoing connections. */
    private static final int LOWEST = 10_000;

    private static final int FORKS = 5;
    private static final int PORTS_A_FORK = 3_000;

    /** JVMs of tests run beside each other: each gives ports of its own, none of which another is about to take. */
    private static final int FIRST = LOWEST + Integer.getInteger("carillon.fork", 0) % FORKS * PORTS_A_FORK;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** A port on which nobody listens just now, and which no outgoing connection takes before the test does. */
    public static int find() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST + PORTS_A_FORK);
            if (GIVEN.add(port) && isFree(port)) return port;
        }
    }

    /** Fails with a sentence where a test needs a fixed port that another process holds. */
    public static void require(int port, String why) {
        if (!isFree(port))
            throw new AssertionError("Port " + port + " is taken by another process; this test needs it free: " + why);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
