package io.carillon.delivery;

/** Why something failed, in a few words. */
final class Failures {
    private Failures() {}

    static String reason(Throwable failed) {
        Throwable cause = cause(failed);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    static Throwable cause(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause;
    }
}
