package io.carillon.delivery;

/** Why something failed, in a few words. */
final class Failures {
    private Failures() {}

    static String reason(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
