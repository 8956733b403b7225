package io.carillon.chaos;

/** A rule that a history breaks, and where. */
record Finding(Rule rule, String what) {
    enum Rule {
        /** Called for by every possible history, and never acknowledged though there was time. */
        LOST,
        /** Published, and called for by no possible history. */
        UNJUSTIFIED,
        /** Published before its time. */
        EARLY,
        /** Published after its grace. */
        LATE,
        /** One occurrence, one fire-id, one payload. */
        IDENTITY,
        /** Called for = all verdicts, and each as it was. */
        ACCOUNTING,
        /** At rest no row lies beyond the device's true next due. */
        CURSOR,
        /** A minute after a fault, lateness is normal again. */
        HEALED,
        /** A creation that was sent twice with one key is there once, a run has run once. */
        DOUBLED,
        /** What the broker took the subscriber was given, and it was given nothing else. */
        HEARD,
        /** Confirmed is what was answered, unanswered what was not; nothing is published after its answer. */
        ANSWERED
    }
}
