package io.carillon.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker in a process of its own. */
final class BrokerProcess implements Broker {
    private final int port;
    private final Path log;
    private final Map<String, String> environment;
    private final List<String> command;
    private @Nullable Process process;

    /** @param command that ends in the broker itself, in the foreground, or in an {@code unshare} around it */
    BrokerProcess(int port, Path log, Map<String, String> environment, List<String> command) {
        this.port = port;
        this.log = log;
        this.environment = environment;
        this.command = command;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Process started = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            process = started;
            await("the broker listens on " + port + "; see " + log)
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> {
                        if (!started.isAlive()) throw new AssertionError("the broker ended; see " + log);
                        return listens();
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM: it writes its sessions to disk. {@code unshare} ignores it, and ends with its child. */
    @Override
    public void stop() {
        if (process == null || !process.isAlive()) return;
        boolean around = command.get(0).equals("unshare");
        (around ? process.children() : Stream.of(process.toHandle())).forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void kill() {
        if (process != null) process.destroyForcibly().onExit().join();
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
