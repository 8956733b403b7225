package io.carillon.http;

import io.carillon.schedule.Limits;
import io.carillon.schedule.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: every message, code and status with which the API refuses (contract 1, the table of codes).
 *
 * @param status of HTTP
 * @param code {@code meta.code}
 * @param headers names and values, alternating
 * @param field the field at fault, by its path in the request; null where none is, or several are
 */
record Refusal(int status, int code, String message, List<String> headers, @Nullable String field) {
    private static final int PARAMETER = 10000;
    private static final int EXPIRED = 10100;
    private static final int BAD_TOKEN = 10101;
    private static final int NO_BINDING = 10350;
    private static final int NOT_FOUND = 11600;
    private static final int CANNOT_ANSWER = 10050;
    private static final int TOO_MANY_REQUESTS = 10060;

    static final Refusal UNAVAILABLE = new Refusal(
            503, CANNOT_ANSWER, "the service cannot answer now, try again later", List.of("Retry-After", "2"));
    static final Refusal TOKEN_EXPIRED = unauthorized(EXPIRED, "token is expired");
    static final Refusal TOKEN_ERROR = unauthorized(BAD_TOKEN, "token is error");
    static final Refusal NO_SUCH_PATH = new Refusal(404, PARAMETER, "no such path", List.of());
    static final Refusal BODY_TOO_SLOW = new Refusal(
            408,
            PARAMETER,
            "body: the whole of it expected within " + Body.PATIENCE.toSeconds() + " s",
            List.of("Connection", "close"));

    private Refusal(int status, int code, String message, List<String> headers) {
        this(status, code, message, headers, null);
    }

    static Refusal parameter(String message) {
        return new Refusal(400, PARAMETER, message, List.of());
    }

    /** @param field of a body, by its path; or the name of a query parameter or header */
    static Refusal field(String field, String expected) {
        return of(400, field, expected);
    }

    private static Refusal of(int status, String field, String expected) {
        return new Refusal(status, PARAMETER, field + ": " + expected, List.of(), field);
    }

    static Refusal bodyTooLarge(int most) {
        return new Refusal(413, PARAMETER, "body: at most " + most / 1024 + " KiB expected, decompressed", List.of());
    }

    static Refusal calendarInUse() {
        return new Refusal(409, PARAMETER, "calendar: one that no device follows expected", List.of());
    }

    static Refusal noSuchCalendar() {
        return new Refusal(404, NOT_FOUND, "no such calendar", List.of());
    }

    static Refusal tooManyRequests(long seconds) {
        return new Refusal(
                429,
                TOO_MANY_REQUESTS,
                "too many requests, try again later",
                List.of("Retry-After", Long.toString(seconds)));
    }

    static Refusal wrongMethod(List<String> allowed) {
        String methods = String.join(", ", allowed);
        return new Refusal(405, PARAMETER, "method: one of " + methods + " expected", List.of("Allow", methods));
    }

    static Refusal unsupportedType(String header, String expected) {
        return of(415, header, expected);
    }

    /** For bytes that never became a request. */
    static Refusal malformed(int status, String message) {
        return new Refusal(status, PARAMETER, "request: " + message, List.of());
    }

    static Refusal of(Problem problem) {
        return switch (problem) {
            // The same message: a read never reveals that the group exists.
            case NO_SUCH_GROUP, HIDDEN -> new Refusal(404, NOT_FOUND, "no such group or device", List.of());
            case NO_SUCH_TASK -> new Refusal(404, NOT_FOUND, "no such task in this group", List.of());
            case NOT_BOUND -> new Refusal(403, NO_BINDING, "the user is not bound to the device", List.of());
            case NOT_ADMIN -> new Refusal(403, NO_BINDING, "the scope carillon:admin is needed", List.of());
            case ENDS_BEFORE_START -> field("end_date", "a date not before the group's start_date expected");
            case STARTS_AFTER_END -> field("start_date", "a date not after the group's end_date expected");
            case END_IS_OVER -> field("end_date", "a date that is not over, or the stored one, expected");
            case RULE_WITHOUT_START -> field("start_date", "a date expected, the group's rrule is anchored at it");
            case RULE_WITHOUT_DATE ->
                field("rrule", "a rule that gives a date in the 400 years from start_date expected");
            case NO_SUCH_CALENDAR -> field("calendar", "the name of a calendar expected");
            case TOO_MANY_GROUPS -> field("device_id", "at most " + Limits.MAX_GROUPS + " groups a device");
            case TOO_MANY_TASKS -> field("tasks", "at most " + Limits.MAX_TASKS + " tasks a device");
            case TOO_MANY_COMMAND_BYTES ->
                field("tasks", "at most " + Limits.MAX_COMMAND_BYTES / 1024 + " KiB of commands a device");
            case TOO_MANY_SKIPS -> parameter("skip: at most " + Limits.MAX_SKIPS + " skips to come a device");
            case TOO_MANY_RUNS ->
                parameter("run: at most " + Limits.MAX_RUNS + " runs of a device to come or awaiting delivery");
            case TOO_MANY_USERS -> field("user_id", "at most " + Limits.MAX_USERS + " users a device");
            case KEY_REUSED -> of(409, "Idempotency-Key", "another key expected, this one was used with other fields");
            case TOO_MANY_KEYS -> field("Idempotency-Key", "at most " + Limits.MAX_KEYS + " keys a device in 24 h");
            case STALE -> of(412, "If-Match", "the group has changed since, read it again");
            case UNAVAILABLE -> UNAVAILABLE;
        };
    }

    private static Refusal unauthorized(int code, String message) {
        return new Refusal(401, code, message, List.of("WWW-Authenticate", "jwt"));
    }
}
