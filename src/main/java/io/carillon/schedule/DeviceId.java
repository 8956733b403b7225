package io.carillon.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A device's id: 1 to 128 of {@code A-Z a-z 0-9 . _ : -}, the first a letter or digit (contract 1, <i>Request
 * fields</i>), so always one safe MQTT topic level.
 */
public record DeviceId(String value) {
    public static final String ALLOWED = "1 to 128 of A-Z a-z 0-9 . _ : - expected, the first a letter or digit";

    private static final int LONGEST = 128;

    public DeviceId {
        if (!isAllowed(value)) throw new IllegalArgumentException("device id: " + ALLOWED);
    }

    public static Optional<DeviceId> parse(String text) {
        return isAllowed(text) ? Optional.of(new DeviceId(text)) : Optional.empty();
    }

    /** Without a regular expression: every row read makes an id. */
    private static boolean isAllowed(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !isLetterOrDigit(text.charAt(0))) return false;
        for (int i = 1; i < text.length(); i++)
            if (!isLetterOrDigit(text.charAt(i)) && "._:-".indexOf(text.charAt(i)) < 0) return false;
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** A stable, evenly spread, non-negative hash. Shards and slices are computed from it, so it never changes. */
    public int spread() {
        CRC32 crc = new CRC32();
        crc.update(value.getBytes(StandardCharsets.US_ASCII));
        return (int) (crc.getValue() & 0x7fffffff);
    }

    /** Whole seconds from zero to less than {@code spread}; stable, and independent of shard and slice. */
    Duration shiftBelow(Duration spread) {
        return Duration.ofSeconds((spread() * spread.toSeconds()) >>> 31);
    }

    @Override
    public String toString() {
        return value;
    }
}
