package io.carillon.schedule;

/** Why a device refuses. The HTTP layer gives each problem its code, status and message. */
public enum Problem {
    NO_SUCH_GROUP,
    NO_SUCH_TASK,
    /** A read by a user who is not bound: answered as if nothing existed. */
    HIDDEN,
    NOT_BOUND,
    NOT_ADMIN,
    /** The request's end date lies before the resulting start date. */
    ENDS_BEFORE_START,
    /** The request's start date lies after the resulting end date. */
    STARTS_AFTER_END,
    /** The request's end date is over, and differs from the stored one. */
    END_IS_OVER,
    /** An {@code rrule} without a start date. */
    RULE_WITHOUT_START,
    /** An {@code rrule} that gives no date in 400 years. */
    RULE_WITHOUT_DATE,
    /** The request's calendar has been deleted since. */
    NO_SUCH_CALENDAR,
    TOO_MANY_GROUPS,
    TOO_MANY_TASKS,
    TOO_MANY_COMMAND_BYTES,
    TOO_MANY_SKIPS,
    TOO_MANY_RUNS,
    TOO_MANY_USERS,
    /** An {@code Idempotency-Key} that was used with other fields. */
    KEY_REUSED,
    TOO_MANY_KEYS,
    /** The group is no longer what {@code If-Match} expects. */
    STALE,
    /** The outcome of a write is unknown, or the device cannot answer now. */
    UNAVAILABLE
}
