package io.carillon.device;

import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.EventWrite;
import org.jspecify.annotations.Nullable;

/**
 * What an entity hands to the journal and gets back from it; only the event is stored.
 *
 * @param write null when replayed
 * @param until by {@link System#nanoTime}: the end of the caller's wait, after which the write must not begin
 */
public record JournalEntry(DeviceEvent event, @Nullable EventWrite write, long until) {
    public static JournalEntry of(EventWrite write, long until) {
        return new JournalEntry(write.event(), write, until);
    }

    public static JournalEntry replayed(DeviceEvent event) {
        return new JournalEntry(event, null, Long.MAX_VALUE);
    }
}
