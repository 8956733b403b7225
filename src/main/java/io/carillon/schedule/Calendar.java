package io.carillon.schedule;

/**
 * The calendar that a device follows, and the version by which it runs. Stored: names never change.
 *
 * @param version grows with each change; no two calendars share one
 */
public record Calendar(CalendarName name, long version) {
    /** Whether {@code other} is a later version of the same calendar. */
    boolean isBefore(Calendar other) {
        return name.equals(other.name) && version < other.version;
    }

    @Override
    public String toString() {
        return name + " (version " + version + ")";
    }
}
