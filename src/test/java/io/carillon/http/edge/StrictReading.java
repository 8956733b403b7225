package io.carillon.http.edge;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.slf4j.LoggerFactory;

/** What Jetty's parser, allowed no deviation from the standard, sees in a connection's bytes. */
final class StrictReading implements HttpParser.RequestHandler {
    /** A request that is complete. */
    record Seen(String method, String target, String body) {}

    static {
        // It warns of every second stream.
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty")).setLevel(Level.OFF);
    }

    private final List<Seen> seen = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "";
    private String target = "";
    private int heads;
    private boolean bad;
    private boolean complete;

    static StrictReading of(byte[] bytes) {
        StrictReading reading = new StrictReading();
        HttpParser parser = new HttpParser(reading, 64 * 1024, HttpCompliance.RFC7230);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        while (input.hasRemaining() && !reading.bad) {
            int before = input.remaining();
            boolean stopped = parser.parseNext(input);
            if (reading.complete) {
                reading.complete = false;
                parser.reset();
            } else if (!stopped && input.remaining() == before) break;
        }
        return reading;
    }

    List<Seen> seen() {
        return seen;
    }

    /** How many heads are complete. */
    int heads() {
        return heads;
    }

    boolean isBad() {
        return bad;
    }

    @Override
    public void startRequest(String method, String target, HttpVersion version) {
        this.method = method;
        this.target = target;
        body.reset();
    }

    @Override
    public boolean content(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        body.writeBytes(bytes);
        return false;
    }

    @Override
    public boolean headerComplete() {
        heads++;
        return false;
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public boolean messageComplete() {
        seen.add(new Seen(method, target, body.toString(StandardCharsets.ISO_8859_1)));
        complete = true;
        return true;
    }

    @Override
    public void parsedHeader(HttpField field) {
        // only where requests begin and end counts here
    }

    @Override
    public void earlyEOF() {
        bad = true;
    }

    @Override
    public void badMessage(HttpException failure) {
        bad = true;
    }
}
