package io.carillon.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Requests that a polite HTTP client would not send, over plain sockets. One request, one connection. */
final class RawConnection {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(15);
    /** For the network and for a busy machine, beyond what the contract gives the service. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private RawConnection() {}

    /** Head and body as given, sent as fast as they are taken; reads at the same time, since a refusal may come early. */
    static Answer send(URI base, String head, byte[] body) {
        return exchange(base, head, socket -> {
            try {
                socket.getOutputStream().write(body);
                socket.getOutputStream().flush();
            } catch (IOException refusedEarly) {
                // what it answers is read all the same
            }
        });
    }

    /** Head at once, then one byte a second, for as long as the server listens. */
    static Answer trickle(URI base, String head) {
        return exchange(base, head, socket -> {
            try {
                while (true) {
                    socket.getOutputStream().write(' ');
                    socket.getOutputStream().flush();
                    TimeUnit.SECONDS.sleep(1);
                }
            } catch (IOException ended) {
                // the server listens no more, or the answer is there
            }
        });
    }

    /** The head of a POST of a group; each further header ends with CRLF. */
    static String head(Service service, String... headers) {
        return "POST " + Service.TASK + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nAuthorization: jwt "
                + Jwt.of("alice").sign(Service.SECRET) + "\r\n" + String.join("", headers) + "\r\n";
    }

    /** Runs on a thread of its own, until the connection is closed at the latest. */
    private interface Sender {
        void send(Socket socket) throws InterruptedException;
    }

    private static Answer exchange(URI base, String head, Sender sender) {
        String line = head.lines().findFirst().orElse("");
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout((int) ANSWERED_WITHIN.plus(MARGIN).toMillis());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            Thread sending = new Thread(() -> run(sender, socket), "raw-sender");
            sending.setDaemon(true);
            sending.start();
            return parse(line, read(socket, line));
        } catch (IOException e) {
            throw new UncheckedIOException(line + ": " + e, e);
        }
    }

    private static void run(Sender sender, Socket socket) {
        try {
            sender.send(socket);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Up to the end of the stream, or to a reset after something came. */
    private static String read(Socket socket, String line) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[4096];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) bytes.write(buffer, 0, n);
        } catch (SocketTimeoutException e) {
            if (bytes.size() == 0) throw new AssertionError(line + ": no answer within " + ANSWERED_WITHIN, e);
        } catch (IOException reset) {
            if (bytes.size() == 0) throw new AssertionError(line + ": closed without an answer", reset);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Answer parse(String line, String response) {
        if (!response.startsWith("HTTP/1.1 "))
            throw new AssertionError(line + ": no HTTP answer but \"" + response + "\"");
        int status = Integer.parseInt(response.substring(9, 12));
        int body = response.indexOf("\r\n\r\n");
        return new Answer(
                line,
                status,
                HttpHeaders.of(Map.of(), (name, value) -> true),
                body < 0 ? "" : response.substring(body + 4));
    }
}
