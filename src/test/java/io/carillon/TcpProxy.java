package io.carillon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /** Sees what goes through, each connection's bytes in order. Called on the threads that pump them. */
    public interface Tap {
        /** @param bytes about to be passed to the server, or just read from it (whether or not they then pass) */
        void seen(Object connection, Direction direction, byte[] bytes);
    }

    private final ServerSocket listening;
    private final Supplier<InetSocketAddress> server;
    private final Tap tap;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<Direction, Manner> manners = new EnumMap<>(Direction.class);
    private final Map<Direction, Integer> bytesASecond = new EnumMap<>(Direction.class);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private Duration answerTime = Duration.ZERO;
    private boolean cut;

    public TcpProxy(int serverPort) {
        this(() -> serverPort);
    }

    /** @param serverPort asked anew for each connection */
    public TcpProxy(IntSupplier serverPort) {
        this(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort.getAsInt()),
                (connection, direction, bytes) -> {});
    }

    /** @param server asked anew for each connection */
    public TcpProxy(InetSocketAddress at, Supplier<InetSocketAddress> server, Tap tap) {
        this.server = server;
        this.tap = tap;
        try {
            listening = new ServerSocket(at.getPort(), 50, at.getAddress());
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

    /** Bytes pass in order, no more than these a second, until {@link #mend}. */
    public synchronized void trickle(Direction direction, int bytes) {
        bytesASecond.put(direction, bytes);
    }

    /** What a client sends after it has been answered reaches the server so much later, until {@link #mend}. */
    public synchronized void slow(Duration aQuestion) {
        answerTime = aQuestion;
    }

    /** How often a client has sent something after it had been answered, or for the first time. */
    public int questions() {
        return questions.get();
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
        bytesASecond.clear();
        answerTime = Duration.ZERO;
        notifyAll();
    }

    /** Made to it so far, those too that it closed at once. */
    public int connections() {
        return connections.get();
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
        connections.incrementAndGet();
        sockets.add(client);
        if (isCut()) {
            closeQuietly(client);
            return;
        }
        try {
            InetSocketAddress at = server.get();
            Socket server = new Socket(at.getAddress(), at.getPort());
            sockets.add(server);
            AtomicBoolean answered = new AtomicBoolean(true);
            start("proxy-to-server", () -> pump(answered, client, server, Direction.TO_SERVER));
            start("proxy-to-client", () -> pump(answered, server, client, Direction.TO_CLIENT));
        } catch (IOException noServer) {
            closeQuietly(client);
            throw noServer;
        }
    }

    /** @param connection whether its client has been answered, and has sent nothing since */
    private void pump(AtomicBoolean connection, Socket from, Socket to, Direction direction) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, length);
                if (direction == Direction.TO_CLIENT) tap.seen(connection, direction, bytes);
                if (!mayPass(direction)) continue;
                if (direction == Direction.TO_SERVER) {
                    if (connection.getAndSet(false)) asked();
                    tap.seen(connection, direction, bytes);
                } else {
                    connection.set(true);
                }
                write(bytes, out, direction);
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

    private void write(byte[] bytes, OutputStream out, Direction direction) throws IOException, InterruptedException {
        for (int from = 0, part; from < bytes.length; from += part) {
            Integer rate = rate(direction);
            part = rate == null ? bytes.length - from : Math.min(bytes.length - from, Math.max(1, rate / 10));
            out.write(bytes, from, part);
            out.flush();
            if (rate != null) Thread.sleep(1_000L * part / rate);
        }
    }

    private void asked() throws InterruptedException {
        questions.incrementAndGet();
        Thread.sleep(answerTime().toMillis());
    }

    private synchronized Duration answerTime() {
        return answerTime;
    }

    private synchronized @Nullable Integer rate(Direction direction) {
        return bytesASecond.get(direction);
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
