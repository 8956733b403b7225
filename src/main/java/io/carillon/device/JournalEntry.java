package io.carillon.device;

import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.EventWrite;
import org.jspecify.annotations.Nullable;

/**
 * What an entity hands to the journal, and what the journal gives back: the event alone is stored.
 *
 * @param write null when replayed
 * @param until of {@link System#nanoTime}: when the caller no longer waits, so that nothing may begin to be written
 */
public record JournalEntry(DeviceEvent event, @Nullable EventWrite write, long until) {
    public static JournalEntry of(EventWrite write, long until) {
        return new JournalEntry(write.event(), write, until);
    }

    public static JournalEntry replayed(DeviceEvent event) {
        return new JournalEntry(event, null, Long.MAX_VALUE);
    }
}
