package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The notes on an occurrence to come (contract 1, <i>Other extensions</i>, {@code note}). */
final class Note {
    private Note() {}

    /** Why it runs when it does, in the contract's order; empty where there is nothing to note. */
    static List<String> of(Meant meant, Instant at, ZoneId zone) {
        List<String> parts = new ArrayList<>();
        if (meant.by() == Meant.By.SUN) parts.add("sun");
        if (meant.by() == Meant.By.NO_SUN) parts.add("no sun");
        if (meant.another() != null) parts.add("as " + meant.another().text());
        if (zone.getRules().getValidOffsets(meant.local()).isEmpty()) parts.add(moved(meant.local(), at, zone));
        return parts;
    }

    private static String moved(LocalDateTime meant, Instant at, ZoneId zone) {
        LocalDateTime shown = LocalDateTime.ofInstant(at, zone);
        String day = meant.toLocalDate().equals(shown.toLocalDate()) ? "" : " on " + shown.toLocalDate();
        return "daylight saving: " + meant.toLocalTime() + " does not exist in " + zone + " on " + meant.toLocalDate()
                + ", runs at " + shown.toLocalTime() + day;
    }
}
