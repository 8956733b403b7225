package io.carillon.schedule;

/** Why a device says no. The HTTP edge gives each its code, status and sentence. */
public enum Problem {
    NO_SUCH_GROUP,
    NO_SUCH_TASK,
    /** A read by a user without a binding: answered as if nothing were there. */
    HIDDEN,
    NOT_BOUND,
    NOT_ADMIN,
    /** The end date that a request names lies before the start date that it leaves. */
    ENDS_BEFORE_START,
    /** The start date that a request names lies after the end date that it leaves. */
    STARTS_AFTER_END,
    /** The end date that a request names is over, and is not the stored one. */
    END_IS_OVER,
    /** An {@code rrule} that no start date anchors. */
    RULE_WITHOUT_START,
    /** An {@code rrule} that gives no date in 400 years. */
    RULE_WITHOUT_DATE,
    /** The calendar that a request names is gone since. */
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
