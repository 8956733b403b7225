package io.carillon.schedule;

import java.util.Optional;
import java.util.regex.Pattern;

/** A user, as the token names it. Only those of 1 to 128 printable ASCII characters can be bound to a device. */
public record UserId(String value) {
    public static final String ALLOWED = "1 to 128 printable ASCII characters expected";

    private static final Pattern BINDABLE = Pattern.compile("[ -~]{1,128}");

    /** The user id of a binding (contract 1, <i>Devices and bindings</i>). */
    public static Optional<UserId> parseBindable(String text) {
        return BINDABLE.matcher(text).matches() ? Optional.of(new UserId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
