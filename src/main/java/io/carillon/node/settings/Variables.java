package io.carillon.node.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads environment variables, each by a rule; a violation is a {@link WrongSetting}. */
public final class Variables {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");

    private static final String PREFIX = "CARILLON_";

    private final Map<String, String> values;
    private final Set<String> asked = new HashSet<>();

    public Variables(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** Our variables that are set. */
    public List<String> set() {
        return values.keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .sorted()
                .toList();
    }

    /** Our variables that are set but were never read. */
    public List<String> unread() {
        return set().stream().filter(name -> !asked.contains(name)).toList();
    }

    /** An empty variable counts as unset. */
    public Optional<String> text(String name) {
        asked.add(name);
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    public String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    public Optional<Path> file(String name) {
        Optional<Path> file = text(name).map(Path::of);
        if (file.isPresent() && !Files.isReadable(file.get()))
            throw wrong(name, "a readable file expected", file.get().toString());
        return file;
    }

    public int port(String name, int otherwise) {
        String text = text(name, Integer.toString(otherwise));
        return parsePort(text).orElseThrow(() -> wrong(name, "a port from 1 to 65535 expected", text));
    }

    public static Optional<Integer> parsePort(String text) {
        if (!text.matches("\\d{1,5}")) return Optional.empty();
        return Optional.of(Integer.parseInt(text)).filter(port -> port >= 1 && port <= 65_535);
    }

    /** A positive number. */
    public Optional<Integer> count(String name) {
        return text(name).map(text -> {
            if (!text.matches("[1-9]\\d{0,5}")) throw wrong(name, "a number from 1 to 999999 expected", text);
            return Integer.parseInt(text);
        });
    }

    public Duration duration(String name, String otherwise, Duration least) {
        String text = text(name, otherwise);
        Duration duration = parsedDuration(name, text);
        if (duration.compareTo(least) < 0) throw wrong(name, "at least " + least.toSeconds() + "s expected", text);
        return duration;
    }

    public Duration durationBelow(String name, String otherwise, Duration tooLong) {
        String text = text(name, otherwise);
        Duration duration = parsedDuration(name, text);
        if (duration.compareTo(tooLong) >= 0) throw wrong(name, "less than " + tooLong.toHours() + "h expected", text);
        return duration;
    }

    private static Duration parsedDuration(String name, String text) {
        return parseDuration(text).orElseThrow(() -> wrong(name, "a duration like 90s, 5m or 30d expected", text));
    }

    public static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2).charAt(0)) {
                    case 's' -> Duration.ofSeconds(count);
                    case 'm' -> Duration.ofMinutes(count);
                    case 'h' -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    public ZoneId zone(String name, String otherwise) {
        String text = text(name, otherwise);
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw wrong(name, "a time zone like Europe/Berlin expected", text);
        }
    }

    public <E extends Enum<E>> E oneOf(String name, Class<E> type, E otherwise) {
        String text = text(name, otherwise.name());
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> wrong(name, "one of " + namesOf(type) + " expected", text));
    }

    private static <E extends Enum<E>> String namesOf(Class<E> type) {
        return String.join(
                ", ",
                Arrays.stream(type.getEnumConstants())
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    /**
     * A secret, or the contents of the file that {@code name_FILE} names, without the final line break. Messages never
     * show its value.
     */
    public Optional<String> secret(String name) {
        Optional<String> value = text(name);
        String inFile = name + "_FILE";
        Optional<Path> file = file(inFile);
        if (file.isEmpty()) return value;
        if (value.isPresent()) throw new WrongSetting(inFile, "not together with " + name);
        try {
            String content = Files.readString(file.get()).replaceFirst("\\R\\z", "");
            if (content.isEmpty())
                throw wrong(inFile, "a file with a secret expected", file.get().toString());
            return Optional.of(content);
        } catch (IOException unreadable) {
            throw wrong(inFile, "a readable text file expected", file.get().toString());
        }
    }

    public Optional<String> secret(String name, int leastBytes) {
        Optional<String> secret = secret(name);
        if (secret.isPresent() && secret.get().getBytes(StandardCharsets.UTF_8).length < leastBytes)
            throw new WrongSetting(name, "at least " + leastBytes + " bytes expected");
        return secret;
    }

    public static WrongSetting wrong(String name, String allowed, String got) {
        return new WrongSetting(name, allowed + ", got \"" + got + "\"");
    }
}
