package io.carillon.http.edge;

import java.time.Duration;

/** How much, and how slowly, an unauthenticated client may send (contract 1, <i>The edge</i>). */
final class Limits {
    static final int HEAD_BYTES = 32 * 1024;
    static final int LINE_BYTES = 8 * 1024;
    static final int HEADERS = 100;
    /** Longer than any method, so that a line without one is refused early. */
    static final int METHOD_BYTES = 16;
    /** A chunk's size line with its extensions. */
    static final int CHUNK_LINE_BYTES = 256;

    /** From the first byte of a head to its last. */
    static final Duration HEAD_TIME = Duration.ofSeconds(10);
    /** From the connection's beginning to its first byte. */
    static final Duration SILENCE = Duration.ofSeconds(30);
    /** The time for answers to earlier requests to end before a refusal; longer than any call may take. */
    static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
    /** How long to read what a refused client still sends: closing on unread bytes could cost it the answer. */
    static final Duration LINGER = Duration.ofSeconds(2);

    private Limits() {}
}
