package io.carillon.http.edge;

import java.time.Duration;

/** How much, and how slowly, a stranger may send (contract 1, <i>The edge</i>). */
final class Limits {
    static final int HEAD_BYTES = 32 * 1024;
    static final int LINE_BYTES = 8 * 1024;
    static final int HEADERS = 100;
    /** Longer than any method, so that what begins with none is refused at once. */
    static final int METHOD_BYTES = 16;
    /** Of a chunk's size with its extensions. */
    static final int CHUNK_LINE_BYTES = 256;

    /** From the first byte of a head to its last. */
    static final Duration HEAD_TIME = Duration.ofSeconds(10);
    /** From the connection's beginning to its first byte. */
    static final Duration SILENCE = Duration.ofSeconds(30);
    /** In which answers to earlier requests may end before a refusal; above what one call may take. */
    static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
    /** What a client still sends is read for so long: closing on unread bytes could take the answer from it. */
    static final Duration LINGER = Duration.ofSeconds(2);

    private Limits() {}
}
