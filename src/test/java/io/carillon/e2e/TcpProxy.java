package io.carillon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes bytes on between a client and a port, and can hold back the answers, as a slow network would. */
final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private boolean holding;

    TcpProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on nothing that the target answers gets through; what the client sends does. */
    synchronized void holdAnswers() {
        holding = true;
    }

    /** Lets through what was held back, and all that follows. */
    synchronized void release() {
        holding = false;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        release();
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                daemon(() -> pump(client, server, false));
                daemon(() -> pump(server, client, true));
            } catch (IOException closedOrTargetAway) {
                continue;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        var buffer = new byte[16 * 1024];
        try (from;
                to) {
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                if (answers) awaitRelease();
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException connectionEnded) {
            return;
        }
    }

    private synchronized void awaitRelease() {
        try {
            while (holding) wait();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable body) {
        var thread = new Thread(body, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
