package io.carillon.schedule;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schedule group's id, {@code <32 hex of a time-ordered UUID>.<base64url of the device id, no padding>}: opaque to
 * callers, while any node can read the device from it (contract 1, <i>The group object</i>).
 */
public record GroupId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}\\.([A-Za-z0-9_-]{2,172})");

    public static GroupId of(UUID uuid, DeviceId device) {
        String encoded = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(device.value().getBytes(StandardCharsets.US_ASCII));
        return new GroupId(TaskName.of(uuid).value() + "." + encoded);
    }

    /** Empty unless the text is exactly what {@link #of} would write. */
    public static Optional<GroupId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        return decode(matcher.group(1)).filter(device -> encodes(text, device)).map(device -> new GroupId(text));
    }

    public DeviceId device() {
        return decode(value.substring(value.indexOf('.') + 1)).orElseThrow();
    }

    private static boolean encodes(String text, DeviceId device) {
        return text.endsWith("."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(device.value().getBytes(StandardCharsets.US_ASCII)));
    }

    private static Optional<DeviceId> decode(String encoded) {
        try {
            return DeviceId.parse(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
