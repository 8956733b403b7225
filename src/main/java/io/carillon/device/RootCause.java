package io.carillon.device;

/** The failure behind a failure: what is logged and recorded of the ones that wrap it. */
public final class RootCause {
    private RootCause() {}

    public static Throwable of(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause;
    }

    /** What it says; its kind where it says nothing. */
    public static String message(Throwable failed) {
        Throwable cause = of(failed);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
