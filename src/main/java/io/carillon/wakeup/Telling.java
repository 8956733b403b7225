package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.carillon.device.Notice;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts to be told, and the targets (contract 1, <i>Events</i>).
 *
 * @param targets empty: nothing is told or stored
 */
public record Telling(Set<Verdict> of, Set<String> targets, InstantSource clock) {
    public Telling {
        of = Set.copyOf(of);
        targets = Set.copyOf(targets);
    }

    static final Telling NOTHING = new Telling(Set.of(), Set.of(), () -> Instant.EPOCH);

    /** Makes it available to the transactions that write lines: Akka's plugin creates the journal's. */
    private static final class Held implements Extension {
        private volatile Telling now = NOTHING;
    }

    private static final class Id extends ExtensionId<Held> {
        static final Id ONLY = new Id();

        @Override
        public Held createExtension(ActorSystem<?> system) {
            return new Held();
        }
    }

    static Telling of(ActorSystem<?> system) {
        return Id.ONLY.apply(system).now;
    }

    /** From now on lines that this node writes are told this way. */
    public void begin(ActorSystem<?> system) {
        Id.ONLY.apply(system).now = this;
    }

    boolean any() {
        return !targets.isEmpty();
    }

    /**
     * The event for a line that is written, if it says something new.
     *
     * @param before the existing line
     */
    Optional<Notice> notice(DeviceId device, @Nullable Firing before, Firing line) {
        Firing after = before == null ? line : before.or(line);
        Verdict verdict = after.verdict();
        if (verdict == Verdict.WAITING || before != null && before.verdict() == verdict) return Optional.empty();
        boolean told = of.contains(verdict) || before != null && of.contains(before.verdict());
        return told ? Optional.of(new Notice(device, after, reached(after))) : Optional.empty();
    }

    private Instant reached(Firing line) {
        Confirmation given = line.confirmation();
        Instant known = null;
        if (line.verdict().answered() && given != null) known = given.answeredAt();
        else if (line.verdict().acknowledged()) known = line.acknowledgedAt();
        else if (line.verdict() == Verdict.UNANSWERED && given != null) known = given.validUntil();
        return known == null ? clock.instant() : known;
    }
}
