package io.carillon.http.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Bytes as a connection may bring them: one to three requests, some well-formed, most with something that parsers differ on. */
final class Streams {
    private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE", "HEAD", "get", "FETCH", "G(T", ""};
    private static final String[] TARGETS = {
        "/",
        "/v3/schedule/tasks/?device_id=a",
        "/v3/x",
        "http://x/y",
        "/a/../b",
        "/%2e%2E/b",
        "/a b",
        "*",
        "ftp://x/",
        "/#",
        "",
        "/\u00e9",
        "//",
        "/a?b/../c",
        "https://h:1/.",
        "x:1"
    };
    private static final String[] VERSIONS = {
        "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "http/1.1", "HTTP/1.1 ", ""
    };
    private static final String[] ENDS = {
        "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n", "\n\r\n"
    };
    private static final String[] HEADERS = {
        "Host: x",
        "Host: y",
        "Host:",
        "host : x",
        "Accept: */*",
        "X: \u00e9",
        "X: \u00e9\u00a0",
        "X: a\u0000b",
        "X: \u007f",
        " folded: x",
        "\tfolded",
        "no colon",
        ": empty",
        "X:\ty\t",
        "Connection: close",
        "Connection: keep-alive",
        "Expect: 100-continue",
        "X: a\u000bb",
        "Upgrade: h2c",
        "Content-Length : 3",
        "Content_Length: 3",
        "Transfer-Encoding\t: chunked",
        "X\u00e4: y"
    };
    private static final String[] LENGTHS = {
        "%d",
        "%d",
        "%d",
        "%d",
        "0",
        "+%d",
        "-1",
        "%d, %d",
        "%d %d",
        "",
        "0x%d",
        "%d\r\nContent-Length: %d",
        "%d\r\ncontent-length: 7",
        "1%d",
        "00%d",
        "99999999999999999999",
        "%d;",
        "\t%d ",
        "%d\u00a0",
        "\"%d\""
    };
    private static final String[] CODINGS = {
        "chunked",
        "chunked",
        "chunked",
        "Chunked",
        "chunked, chunked",
        ",chunked",
        "chunked,",
        "gzip, chunked",
        "chunked, gzip",
        "identity",
        "xchunked",
        "chunked\r\nTransfer-Encoding: chunked",
        "chunked\r\nContent-Length: 3",
        "\"chunked\"",
        "chunked;q=1",
        "",
        "\u000bchunked",
        "chunked\u00e9",
        "gzip",
        "identity, chunked",
        "chunk",
        "\tchunked\t"
    };
    private static final String[] SIZES = {
        "%x",
        "%x",
        "%x",
        "%x",
        "%X",
        "0%x",
        "%x;a",
        "%x;a=b",
        "%x;a=\"b;\"",
        "%x ",
        " %x",
        "0x%x",
        "-%x",
        "+%x",
        "%x;",
        "%x;a=\n",
        "%x\u00e9",
        "fffffffff%x",
        "%xg",
        "",
        "%x;\u0000"
    };
    private static final String[] TRAILERS = {
        "", "", "", "X: y\r\n", "Content-Length: 3\r\n", "bad\r\n", "X: y\n", " x: y\r\n"
    };

    private final Random random;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    /** Of a hundred choices, so many are odd. */
    private final int odd;

    private Streams(Random random) {
        this.random = random;
        this.odd = random.nextInt(4) == 0 ? 0 : 2 + random.nextInt(12);
    }

    static byte[] next(Random random) {
        Streams stream = new Streams(random);
        int requests = 1 + random.nextInt(3);
        for (int i = 0; i < requests; i++) stream.request(i);
        byte[] made = stream.bytes.toByteArray();
        if (stream.odd > 0 && random.nextInt(4) == 0) made[random.nextInt(made.length)] = (byte) random.nextInt(256);
        return made;
    }

    private void request(int number) {
        if (odd > 0 && random.nextInt(20) == 0) add("\r\n");
        String method = odd(METHODS, 5);
        String body = "body" + "x".repeat(random.nextInt(20));
        int framing = random.nextInt(3);
        if (framing > 0) method = method.equals("GET") ? "POST" : method;
        add(method + (isOdd() ? "  " : " ") + target(number) + " " + odd(VERSIONS, 3));
        end();
        if (!isOdd()) header("Host: x");
        int headers = random.nextInt(3);
        for (int i = 0; i < headers; i++) header(isOdd() ? any(HEADERS) : "X-" + i + ": some value");
        if (framing == 1) header("Content-Length: " + odd(LENGTHS, 4).replace("%d", Integer.toString(body.length())));
        if (framing == 2) header("Transfer-Encoding: " + odd(CODINGS, 3));
        if (isOdd()) header(any(HEADERS));
        end();
        if (framing == 1) add(isOdd() ? body.substring(1) : body);
        if (framing == 2) chunks(body);
    }

    private String target(int number) {
        return isOdd() ? any(TARGETS) : "/request/" + number;
    }

    private void chunks(String body) {
        int half = body.length() / 2;
        chunk(body.substring(0, half));
        chunk(body.substring(half));
        add(isOdd() ? "00" : "0");
        end();
        add(isOdd() ? any(TRAILERS) : "");
        end();
    }

    private void chunk(String data) {
        add(odd(SIZES, 4)
                .replace("%x", Integer.toHexString(data.length()))
                .replace("%X", "0" + Integer.toHexString(data.length())));
        end();
        add(isOdd() ? data + "y" : data);
        end();
    }

    private void header(String text) {
        add(text);
        end();
    }

    private void end() {
        add(isOdd() ? any(ENDS) : "\r\n");
    }

    private boolean isOdd() {
        return random.nextInt(100) < odd;
    }

    /** One of the first few, which are sound, or any. */
    private String odd(String[] choices, int sound) {
        return isOdd() ? any(choices) : choices[random.nextInt(sound)];
    }

    private String any(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void add(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
