package io.carillon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A TCP connection with faults: stands on a port of its own before a server on this machine. */
public final class TcpProxy implements AutoCloseable {
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    public enum Manner {
        /** Bytes go through. */
        PASS,
        /** Bytes wait, in order, until they pass again. */
        HOLD,
        /** Bytes vanish, the connection stays. */
        SWALLOW
    }

    private final ServerSocket listening;
    private final IntSupplier serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<Direction, Manner> manners = new EnumMap<>(Direction.class);
    private boolean cut;

    public TcpProxy(int serverPort) {
        this(() -> serverPort);
    }

    /** @param serverPort asked anew for each connection */
    public TcpProxy(IntSupplier serverPort) {
        this.serverPort = serverPort;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        start("proxy-accept", this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Of connections that there are and that come. */
    public synchronized void set(Direction direction, Manner manner) {
        manners.put(direction, manner);
        notifyAll();
    }

    /** Closes every connection and each new one, until {@link #mend}. */
    public void cut() {
        synchronized (this) {
            cut = true;
            notifyAll();
        }
        sockets.forEach(TcpProxy::closeQuietly);
    }

    public synchronized void mend() {
        cut = false;
        manners.clear();
        notifyAll();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException closedOrRefused) {
                // the client sees a closed connection, or the proxy is being closed
            }
        }
    }

    private void connect(Socket client) throws IOException {
        sockets.add(client);
        if (isCut()) {
            closeQuietly(client);
            return;
        }
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort.getAsInt());
            sockets.add(server);
            start("proxy-to-server", () -> pump(client, server, Direction.TO_SERVER));
            start("proxy-to-client", () -> pump(server, client, Direction.TO_CLIENT));
        } catch (IOException noServer) {
            closeQuietly(client);
            throw noServer;
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer))
                if (mayPass(direction)) {
                    out.write(buffer, 0, length);
                    out.flush();
                }
        } catch (IOException closed) {
            // both ends are closed below
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized boolean isCut() {
        return cut;
    }

    private synchronized boolean mayPass(Direction direction) throws InterruptedException {
        while (!cut && manners.get(direction) == Manner.HOLD) wait();
        return !cut && manners.get(direction) != Manner.SWALLOW;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // that was the wish
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
