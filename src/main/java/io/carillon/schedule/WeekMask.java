package io.carillon.schedule;

import java.time.DayOfWeek;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The days on which a group runs, bit 0 Monday to bit 6 Sunday; none at all means <i>once</i>. Its text has seven
 * digits whose first day is configured, Sunday by default (contract 1, {@code period}).
 */
public record WeekMask(int bits) {
    public static final String ALLOWED = "seven digits 0 or 1, one a weekday, expected";
    public static final WeekMask ONCE = new WeekMask(0);
    public static final WeekMask EVERY_DAY = new WeekMask(0x7f);

    private static final Pattern FORM = Pattern.compile("[01]{7}");

    public static Optional<WeekMask> parse(String text, DayOfWeek first) {
        if (!FORM.matcher(text).matches()) return Optional.empty();
        int bits = 0;
        for (int i = 0; i < 7; i++) if (text.charAt(i) == '1') bits |= bit(first.plus(i));
        return Optional.of(new WeekMask(bits));
    }

    public String text(DayOfWeek first) {
        StringBuilder text = new StringBuilder(7);
        for (int i = 0; i < 7; i++) text.append(runsOn(first.plus(i)) ? '1' : '0');
        return text.toString();
    }

    public boolean runsOn(DayOfWeek day) {
        return (bits & bit(day)) != 0;
    }

    public boolean once() {
        return bits == 0;
    }

    private static int bit(DayOfWeek day) {
        return 1 << (day.getValue() - 1);
    }
}
