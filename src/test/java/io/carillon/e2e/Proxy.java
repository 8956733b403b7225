package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.Authority;
import io.carillon.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A proxy as Debian ships it, in front of one node; HAProxy and nginx with the configuration in {@code docker/}. */
final class Proxy implements AutoCloseable {
    private static final String NODES = "(?s)127.0.0.1:8081(.*?)\\n[^\\n]*8082;?\\n[^\\n]*8083";

    private final int port = FreePort.find();
    private final Path directory;
    private final Authority.Issued identity = new Authority("proxies").issue("localhost");
    private final Process process;

    /** @param name haproxy, nginx or caddy; where it is not installed, the test is skipped, or fails with {@code CI=true} */
    Proxy(String name, URI node) {
        directory = Directories.empty(Path.of("target", "e2e", "proxies", name).toAbsolutePath());
        process = started(command(name, node.getAuthority()));
        await(name + " listens; it says: " + directory.resolve("log"))
                .atMost(Duration.ofMinutes(3))
                .until(this::listens);
    }

    boolean isTls() {
        return !directory.endsWith("caddy");
    }

    Socket connect() throws IOException {
        if (!isTls()) return new Socket(InetAddress.getLoopbackAddress(), port);
        SSLContext trusting = identity.trusting(identity.by());
        return trusting.getSocketFactory().createSocket("localhost", port);
    }

    private List<String> command(String name, String node) {
        Authority.Pem pem = identity.in(directory);
        return switch (name) {
            case "haproxy" -> {
                Path both = write("both.pem", read(pem.certificate()) + read(pem.key()));
                String text = read(Path.of("docker/haproxy.cfg"))
                        .replace("bind :443", "bind 127.0.0.1:" + port)
                        .replace("/etc/haproxy/carillon.pem", both.toString())
                        .replaceFirst(NODES, node);
                yield List.of(
                        executable("haproxy"),
                        "-db",
                        "-f",
                        write("haproxy.cfg", text).toString());
            }
            case "nginx" -> {
                String text = read(Path.of("docker/nginx.conf"))
                        .replace("listen 443", "listen 127.0.0.1:" + port)
                        .replace("/etc/nginx/carillon.crt", pem.certificate().toString())
                        .replace("/etc/nginx/carillon.key", pem.key().toString())
                        .replaceFirst(NODES, node);
                String rest = "daemon off;\nerror_log stderr;\npid %1$s/pid;\n".formatted(directory);
                Path file = write("nginx.conf", rest + text.replace("http {", "http {\n  access_log off;"));
                yield List.of(executable("nginx"), "-p", directory.toString(), "-c", file.toString());
            }
            default -> {
                String text =
                        "{\n admin off\n auto_https off\n}\nhttp://:%d {\n reverse_proxy %s\n}\n".formatted(port, node);
                yield List.of(
                        executable("caddy"),
                        "run",
                        "--adapter",
                        "caddyfile",
                        "--config",
                        write("Caddyfile", text).toString());
            }
        };
    }

    private static String executable(String name) {
        String missing = name + " is missing: install Debian's package " + name;
        Path found = List.of(Path.of("/usr/sbin", name), Path.of("/usr/bin", name)).stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if ("true".equals(System.getenv("CI"))) assertThat(found).as(missing).isNotNull();
        assumeTrue(found != null, missing);
        return String.valueOf(found);
    }

    private Process started(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile());
            builder.environment().put("HOME", directory.toString());
            Process started = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean listens() {
        if (!process.isAlive()) throw new AssertionError("it ended: " + read(directory.resolve("log")));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
