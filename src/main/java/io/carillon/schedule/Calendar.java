package io.carillon.schedule;

/**
 * The calendar that a device follows, and the version by which it runs. Stored: names never change.
 *
 * @param version grows with each change, and is never given twice, to whatever calendar
 */
public record Calendar(CalendarName name, long version) {
    /** A version of the same calendar that came after this one. */
    boolean isBefore(Calendar other) {
        return name.equals(other.name) && version < other.version;
    }

    @Override
    public String toString() {
        return name + " (version " + version + ")";
    }
}
