package io.carillon.device;

import io.carillon.schedule.Firing;
import io.carillon.schedule.Input;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What has delayed an incarnation, and when last, so that a late firing can be explained. */
final class Delays {
    private final Map<Occurrence, Delay> late = new HashMap<>();
    private final Instant begun;
    private Instant reading = Instant.MAX;
    private Instant published = Instant.MAX;
    private Instant brokerFailed = Instant.MIN;
    private Instant databaseFailed = Instant.MIN;
    private Instant timerElapsed = Instant.MIN;
    private Instant elapsedTooLateFor = Instant.MIN;

    Delays(Instant begun) {
        this.begun = begun;
    }

    void recovered(Instant now) {
        if (slow(begun, now)) databaseFailed = now;
    }

    void reading(Instant now) {
        reading = now;
    }

    void timerElapsed(Instant at, Instant now) {
        timerElapsed = now;
        if (slow(at, now)) elapsedTooLateFor = at;
    }

    void publishing(Instant now) {
        published = now;
    }

    void told(Input told, Instant now) {
        if (told instanceof Input.PublishFailed) brokerFailed = now;
        else if (told instanceof Input.ReadFailed
                || told instanceof Input.SettleFailed
                || told instanceof Input.RowRead && slow(reading, now)) databaseFailed = now;
        else if (told instanceof Input.Acknowledged acknowledged) acknowledged(acknowledged);
    }

    /** Decided now: by the time of the settle other failures may have followed, which delayed other firings. */
    private void acknowledged(Input.Acknowledged told) {
        Instant at = told.occurrence().at();
        if (!told.at().isAfter(at.plus(Firing.LATE))) return;
        boolean inTime = !slow(at, published);
        late.putIfAbsent(told.occurrence(), inTime ? Delay.BROKER : since(at).orElse(Delay.STANDSTILL));
    }

    /** Why the firing, now settled, was late or expired. */
    Optional<Delay> of(Firing firing) {
        Delay delay = late.remove(firing.occurrence());
        if (delay != null && firing.late()) return Optional.of(delay);
        return firing.verdict() == Verdict.EXPIRED ? Optional.of(expired(firing)) : Optional.empty();
    }

    /** Adds why it expired, unless its publishes have failed for a reason of their own. */
    Firing explain(Firing firing) {
        boolean unexplained = firing.verdict() == Verdict.EXPIRED && firing.reason() == null;
        return unexplained ? firing.because(expired(firing).reason) : firing;
    }

    private Delay expired(Firing firing) {
        return since(firing.occurrence().at()).orElse(Delay.WOKEN_LATE);
    }

    /** A standstill is checked first: it costs the connections to broker and database too. */
    private Optional<Delay> since(Instant at) {
        if (slow(at, begun)) return Optional.of(Delay.WOKEN_LATE);
        if (elapsedTooLateFor.equals(at)) return Optional.of(Delay.STANDSTILL);
        if (!brokerFailed.isBefore(at)) return Optional.of(Delay.BROKER);
        if (!databaseFailed.isBefore(at)) return Optional.of(Delay.DATABASE);
        return timerElapsed.isBefore(at) ? Optional.of(Delay.WOKEN_LATE) : Optional.empty();
    }

    private static boolean slow(Instant from, Instant to) {
        return to.isAfter(from) && Duration.between(from, to).compareTo(Delay.SLOW) > 0;
    }
}
