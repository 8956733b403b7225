package io.carillon.http.edge;

import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection's requests byte by byte, strictly by RFC 9112. A head passes once it is complete and valid, its
 * body as it comes; so every pipelined head is seen.
 */
final class RequestReader {
    private static final byte[] NOTHING = new byte[0];

    private byte[] input = NOTHING;
    private int at;

    private HeadScan scan = new HeadScan();
    private byte[] begun = NOTHING;
    private int begunSize;

    private boolean inBody;
    private long left;
    private @Nullable Chunks chunks;

    /** Gives bytes to read; all earlier ones must have been read. */
    void take(ByteString bytes) {
        input = bytes.toArrayUnsafe();
        at = 0;
    }

    boolean hasInput() {
        return at < input.length;
    }

    /** Reads up to the end of the present request. Empty where nothing may pass yet. */
    ByteString read() throws Fault {
        ByteStringBuilder passed = new ByteStringBuilder();
        if (!inBody) head(passed);
        if (inBody) body(passed);
        if (!hasInput()) input = NOTHING;
        return passed.result();
    }

    /** The bytes of an incomplete head. */
    int headBytes() {
        return begunSize;
    }

    /** Whether it is inside a request of which something has passed. */
    boolean isInBody() {
        return inBody;
    }

    private void head(ByteStringBuilder passed) throws Fault {
        int start = at;
        while (hasInput()) {
            boolean ends = scan.endsWith(input[at++]);
            // An empty line before a request does not belong to it.
            if (scan.isBlank()) start = at;
            if (!ends) continue;
            if (begunSize == 0) begin(input, start, at, passed);
            else {
                keep(start);
                begin(begun, 0, begunSize, passed);
            }
            return;
        }
        keep(start);
    }

    private void keep(int start) {
        int more = at - start;
        if (begun.length < begunSize + more) begun = Arrays.copyOf(begun, Math.max(begunSize + more, 2 * begun.length));
        System.arraycopy(input, start, begun, begunSize, more);
        begunSize += more;
    }

    private void begin(byte[] bytes, int from, int to, ByteStringBuilder passed) throws Fault {
        Head head = Head.of(bytes, from, to);
        passed.putBytes(bytes, from, to - from);
        scan = new HeadScan();
        begun = NOTHING;
        begunSize = 0;
        chunks = head.length() == Head.CHUNKED ? new Chunks() : null;
        left = Math.max(0, head.length());
        inBody = chunks != null || left > 0;
    }

    private void body(ByteStringBuilder passed) throws Fault {
        if (chunks != null) {
            at = chunks.read(input, at, input.length, passed);
            inBody = !chunks.isEnded();
            return;
        }
        int size = (int) Math.min(left, input.length - at);
        passed.putBytes(input, at, size);
        at += size;
        left -= size;
        inBody = left > 0;
    }
}
