package io.carillon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.carillon.Authority.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real receiver of webhooks, by HTTPS at 127.0.0.1. */
public final class Receiver implements AutoCloseable {
    /** What it got. */
    public record Got(String path, Map<String, List<String>> headers, String body) {}

    /** How it answers. */
    @FunctionalInterface
    public interface Manners {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** One for all, and one certificate: a JVM without its second JIT tier makes an RSA key in a second. */
    private static final class Made {
        static final Authority AUTHORITY = new Authority("receivers");
        static final Issued CERTIFICATE = AUTHORITY.issue("receiver");
    }

    private final Authority authority;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final List<Got> taken = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer server;
    private volatile Manners manners = exchange -> exchange.sendResponseHeaders(204, -1);

    /** With the certificate that all such receivers share. */
    public Receiver() {
        this(Made.CERTIFICATE);
    }

    public Receiver(Issued certificate) {
        authority = certificate.by();
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.trusting(authority)));
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Got one = new Got(exchange.getRequestURI().getPath(), Map.copyOf(exchange.getRequestHeaders()), body);
            got.add(one);
            manners.answer(exchange);
            if (exchange.getResponseCode() / 100 == 2) taken.add(one);
        }
    }

    /** With this status and one header. */
    public static Manners saying(int status, String header, String value) {
        return exchange -> {
            exchange.getResponseHeaders().add(header, value);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    public void behave(Manners next) {
        manners = next;
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/events");
    }

    public List<Got> got() {
        return List.copyOf(got);
    }

    /** Those of them that it answered with success. */
    public List<Got> taken() {
        return List.copyOf(taken);
    }

    /** The certificate of its authority as a PEM file. */
    public Path authority(Path directory) {
        return authority.writeTo(directory.resolve("receivers.crt"));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
