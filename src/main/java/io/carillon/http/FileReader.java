package io.carillon.http;

import io.carillon.schedule.EventRule;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the events of a calendar file (RFC 5545, 3.1 and 3.6.1) in a single pass. */
final class FileReader {
    /** The longest unfolded line. A longer one is truncated, or refused where it holds dates. */
    private static final int LONGEST_LINE = 20_000;

    private static final int MAX_NESTING = 10;
    private static final int MOST_DATES = 2000;
    private static final int MOST_RULES = 10;
    private static final long LONGEST_EVENT = 10_000;
    private static final Pattern DATE = Pattern.compile("[0-9]{8}");
    private static final Pattern LENGTH = Pattern.compile("\\+?P(?:([0-9]{1,4})W|([0-9]{1,5})D(?:T.*)?)");

    private final String text;
    private final Consumer<FileEvent> taker;
    private final Deque<String> components = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private @Nullable Draft event;
    private int at;
    private int number;
    private int firstNumber;
    private boolean cut;
    private boolean found;

    FileReader(String text, Consumer<FileEvent> taker) {
        this.text = text;
        this.taker = taker;
    }

    void read() {
        if (text.startsWith("\uFEFF")) at = 1;
        while (nextLine()) if (!line.isEmpty()) property();
        if (!components.isEmpty()) throw malformed("END:" + components.peek() + " expected");
        if (!found) throw malformed("BEGIN:VCALENDAR expected");
    }

    /** Reads a line with its continuation lines, which begin with a space or a tab. */
    private boolean nextLine() {
        if (at >= text.length()) return false;
        line.setLength(0);
        cut = false;
        firstNumber = number + 1;
        do {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end + 1;
            int stop = end < 0 ? text.length() : end;
            if (stop > at && text.charAt(stop - 1) == '\r') stop--;
            int from = number + 1 == firstNumber ? at : at + 1;
            int room = LONGEST_LINE - line.length();
            cut |= stop - from > room;
            if (stop > from) line.append(text, from, Math.min(stop, from + room));
            number++;
            at = next;
        } while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t'));
        return true;
    }

    private void property() {
        int nameEnds = 0;
        while (nameEnds < line.length() && line.charAt(nameEnds) != ':' && line.charAt(nameEnds) != ';') nameEnds++;
        String name = nameEnds > 20 ? "" : line.substring(0, nameEnds).toUpperCase(Locale.ROOT);
        if (name.equals("BEGIN")) begin(value(nameEnds));
        else if (name.equals("END")) end(value(nameEnds));
        else if (components.isEmpty()) throw malformed("BEGIN:VCALENDAR expected");
        else if (event != null && components.peek().equals("VEVENT")) of(event, name, nameEnds);
    }

    /** The text after the first colon outside quotes. */
    private String value(int from) {
        boolean quoted = false;
        for (int i = from; i < line.length(); i++) {
            if (line.charAt(i) == '"') quoted = !quoted;
            else if (line.charAt(i) == ':' && !quoted)
                return line.substring(i + 1).trim();
        }
        throw malformed("a colon expected");
    }

    private void begin(String value) {
        String component = value.toUpperCase(Locale.ROOT);
        if (components.isEmpty() && !component.equals("VCALENDAR")) throw malformed("BEGIN:VCALENDAR expected");
        if (components.size() == MAX_NESTING) throw malformed("fewer components in each other expected");
        found = true;
        components.push(component);
        if (component.equals("VEVENT")) event = new Draft();
    }

    private void end(String value) {
        if (!value.equalsIgnoreCase(components.peek()))
            throw malformed("no END:" + Field.shortened(value) + " expected");
        if (components.pop().equals("VEVENT") && event != null) {
            taker.accept(event.made());
            event = null;
        }
    }

    private void of(Draft draft, String name, int nameEnds) {
        switch (name) {
            case "UID" -> draft.uid = value(nameEnds);
            case "STATUS" -> draft.cancelled = value(nameEnds).equalsIgnoreCase("CANCELLED");
            case "DTSTART" -> draft.start = date(name, value(whole(nameEnds))).orElse(null);
            case "DTEND" -> draft.end = date(name, value(whole(nameEnds))).orElse(null);
            case "DURATION" -> draft.length = length(value(whole(nameEnds)));
            case "RECURRENCE-ID" ->
                draft.replaces = date(name, value(whole(nameEnds))).orElse(null);
            case "RRULE" -> rule(draft, value(whole(nameEnds)));
            case "RDATE" -> dates(name, value(whole(nameEnds)), draft.more);
            case "EXDATE" -> dates(name, value(whole(nameEnds)), draft.except);
            default -> {
                // holds no dates
            }
        }
    }

    private int whole(int nameEnds) {
        if (cut) throw malformed("at most " + LONGEST_LINE + " characters expected");
        return nameEnds;
    }

    /** Empty where the value has a time of day. */
    private Optional<LocalDate> date(String name, String value) {
        if (value.length() > 8 && value.charAt(8) == 'T') return Optional.empty();
        if (!DATE.matcher(value).matches()) throw malformed(name + ": a date as yyyyMMdd expected");
        try {
            return Optional.of(LocalDate.parse(value, DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeException noSuchDay) {
            throw malformed(name + ": a date as yyyyMMdd expected");
        }
    }

    private void dates(String name, String value, Set<LocalDate> into) {
        for (String one : value.split(",", -1)) date(name, one.trim()).ifPresent(into::add);
        if (into.size() > MOST_DATES) throw malformed(name + ": at most " + MOST_DATES + " dates expected");
    }

    /** A wrong one is refused only where its event counts, which is known at the event's end. */
    private void rule(Draft draft, String value) {
        if (draft.rules.size() == MOST_RULES) throw malformed("RRULE: at most " + MOST_RULES + " of an event expected");
        Optional<EventRule> rule = EventRule.parse(value);
        if (rule.isPresent()) draft.rules.add(rule.get());
        else if (draft.wrongRule == null)
            draft.wrongRule = malformed("RRULE: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY and no other parts than COUNT or"
                    + " UNTIL, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST expected");
    }

    private long length(String value) {
        Matcher length = LENGTH.matcher(value);
        if (!length.matches()) return 1;
        return length.group(1) != null ? 7L * Integer.parseInt(length.group(1)) : Integer.parseInt(length.group(2));
    }

    private Refused malformed(String what) {
        return new Refused(
                Refusal.parameter("body: a calendar of RFC 5545 expected; line " + firstNumber + ": " + what));
    }

    /** An event whose end has not been read yet. */
    private final class Draft {
        private String uid = "";
        private @Nullable LocalDate start;
        private @Nullable LocalDate end;
        private @Nullable LocalDate replaces;
        private long length = 1;
        private boolean cancelled;
        private @Nullable Refused wrongRule;
        private final List<EventRule> rules = new ArrayList<>();
        private final Set<LocalDate> more = new HashSet<>();
        private final Set<LocalDate> except = new HashSet<>();

        /** An event without a valid end lasts a day. */
        FileEvent made() {
            if (wrongRule != null && start != null && !cancelled) throw wrongRule;
            long days = start == null || end == null ? length : ChronoUnit.DAYS.between(start, end);
            if (days > LONGEST_EVENT) throw malformed("an event of at most " + LONGEST_EVENT + " days expected");
            return new FileEvent(
                    uid, start, (int) Math.max(1, days), List.copyOf(rules), more, except, replaces, cancelled);
        }
    }
}
