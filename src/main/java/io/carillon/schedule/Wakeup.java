package io.carillon.schedule;

import java.time.Instant;
import java.util.List;

/**
 * A device's row in the table {@code wakeup}.
 *
 * @param dueAt when the device must next be looked at
 * @param seq the number of the device's last event
 * @param owedFrom the cursor: everything owed before it has its verdict; earlier than {@code dueAt} only while something
 *     waits for long
 * @param waits at {@code dueAt} nothing fires for the first time
 * @param lines of {@code firing} from {@code owedFrom} on, where that lies before {@code dueAt} and the row was read
 *     for its device
 */
public record Wakeup(Instant dueAt, long seq, Instant owedFrom, boolean waits, List<Firing> lines) {
    /** Nothing is owed: the largest epoch millisecond. */
    public static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** Of a device that never wrote an event. */
    public static final Wakeup NOTHING_OWED = new Wakeup(NEVER, 0);

    /** Of a device where nothing waits. */
    public Wakeup(Instant dueAt, long seq) {
        this(dueAt, seq, dueAt, false, List.of());
    }

    public Wakeup with(List<Firing> found) {
        return new Wakeup(dueAt, seq, owedFrom, waits, found);
    }

    /** Whether something waits for long, so that lines before {@code dueAt} matter. */
    public boolean isApart() {
        return owedFrom.isBefore(dueAt);
    }
}
