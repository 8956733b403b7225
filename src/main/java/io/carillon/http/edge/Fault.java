package io.carillon.http.edge;

import org.jspecify.annotations.Nullable;

/** Why the bytes of a connection are no acceptable request. */
public final class Fault extends Exception {
    private final int status;
    private final @Nullable String requestId;

    private Fault(int status, String message, @Nullable String requestId) {
        super(message, null, false, false);
        this.status = status;
        this.requestId = requestId;
    }

    static Fault malformed(String message) {
        return new Fault(400, message, null);
    }

    static Fault tooSlow() {
        return new Fault(408, "a head within " + Limits.HEAD_TIME.toSeconds() + " s expected", null);
    }

    static Fault lineTooLong() {
        return new Fault(414, "a request line of at most " + Limits.LINE_BYTES + " bytes expected", null);
    }

    static Fault headTooLarge() {
        return new Fault(
                431,
                "a head of at most " + Limits.HEAD_BYTES + " bytes and " + Limits.HEADERS + " headers expected",
                null);
    }

    static Fault unknownCoding() {
        return new Fault(501, "the transfer coding chunked alone expected", null);
    }

    /** The same, for a request with an id. */
    Fault of(@Nullable String id) {
        return new Fault(status, String.valueOf(getMessage()), id);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The caller's id, where the head could be read that far. */
    public @Nullable String requestId() {
        return requestId;
    }
}
