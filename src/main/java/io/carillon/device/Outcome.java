package io.carillon.device;

/** What became of an answer (contract 1, <i>To the device and back</i>). */
public enum Outcome {
    CONFIRMED,
    FAILED,
    /** It turned what was unanswered. */
    LATE,
    /** The device asks for what is open. */
    HERE,
    /** The firing has its answer. */
    REPEATED,
    /** Any other that changes nothing. */
    UNKNOWN,
    MALFORMED
}
