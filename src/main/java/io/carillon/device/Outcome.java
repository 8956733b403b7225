package io.carillon.device;

/** The outcome of a device's answer (contract 1, <i>To the device and back</i>). */
public enum Outcome {
    CONFIRMED,
    FAILED,
    /** It turned an {@code unanswered} firing. */
    LATE,
    /** The device asks for open commands. */
    HERE,
    /** The firing already has its answer. */
    REPEATED,
    /** Any other answer that changes nothing. */
    UNKNOWN,
    MALFORMED
}
