package io.carillon.device;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** The failure behind a failure. */
public final class RootCause {
    private RootCause() {}

    public static Throwable of(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause;
    }

    /** Its message; its class where it has none. */
    public static String message(Throwable failed) {
        Throwable cause = of(failed);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** The failure and its causes, from the outside in. */
    public static Stream<Throwable> chain(Throwable failed) {
        return Stream.iterate(failed, Objects::nonNull, Throwable::getCause);
    }

    /** Without the wrappers of {@code java.util.concurrent}. */
    public static Throwable unwrapped(Throwable failed) {
        Throwable cause = failed.getCause();
        boolean wrapper = failed instanceof CompletionException || failed instanceof ExecutionException;
        return wrapper && cause != null ? unwrapped(cause) : failed;
    }
}
