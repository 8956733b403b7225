package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.Fenced;
import io.carillon.schedule.DeviceEvent.GroupCreated;
import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.DeviceEvent.GroupUpdated;
import io.carillon.schedule.DeviceEvent.ScheduleEvent;
import io.carillon.schedule.DeviceEvent.TasksRun;
import io.carillon.schedule.Effect.Lower;
import io.carillon.schedule.Effect.Persist;
import io.carillon.schedule.Incarnation.Writing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The protocol, and what becomes of it with one sentence of the design taken out. */
final class Mutants {
    static final Terms TERMS = new Terms(ZoneOffset.UTC, Ticks.TICK, Ticks.TICK, Duration.ZERO);
    static final Timing SERVICE = new Timing(ZoneOffset.UTC, Duration.ZERO);

    /**
     * @param guard 9: the database refuses a settle whose {@code n} is below the row's {@code seq}
     * @param wakeCarriesRow the read after a Wake is answered with the row as the poller saw it
     */
    record Variant(String name, Protocol protocol, boolean guard, boolean wakeCarriesRow) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final Variant NONE = of("the protocol", new Protocol(TERMS, SERVICE));

    static final Variant NO_GUARD = new Variant("no guard on settle", NONE.protocol, false, false);

    static final Variant WAKE_CARRIES_ROW =
            new Variant("arm from the Wake's copy of the row", NONE.protocol, true, true);

    static final Variant OLD_READ = of("arm from an old read", new Protocol(TERMS, SERVICE) {
        @Override
        boolean outdated(Incarnation asked) {
            return false;
        }
    });

    static final Variant NO_FENCE = of("no Fenced", new Protocol(TERMS, SERVICE) {
        @Override
        boolean superseded(Incarnation me, Wakeup row) {
            return false;
        }
    });

    /** The event is written at once; the row is lowered when it is stored, and the answer is not waited for. */
    static final Variant LOWER_LATE = of("Lower after Persist", new Protocol(TERMS, SERVICE) {
        @Override
        Step lower(Incarnation me, Instant owedFrom) {
            return super.lowered(me, Optional.ofNullable(me.cursor()).orElse(Instant.EPOCH));
        }

        @Override
        public Step persisted(Incarnation me, Instant now) {
            Writing written = Objects.requireNonNull(me.writing());
            Step step = super.persisted(me, now);
            if (!(written.event() instanceof ScheduleEvent)) return step;
            List<Effect> effects = new ArrayList<>(step.effects());
            effects.add(new Lower(written.owedFrom(), step.next().n()));
            return new Step(step.next(), effects);
        }

        @Override
        public Step lowered(Incarnation me, Instant found) {
            return new Step(me, List.of());
        }

        @Override
        public Step lowerFailed(Incarnation me, Instant now) {
            return new Step(me, List.of());
        }
    });

    static final Variant SETTLE_EARLY = of("settle before the acknowledgement", new Protocol(TERMS, SERVICE) {
        @Override
        Incarnation published(Incarnation me, List<Occurrence> occurrences) {
            return me.done(done -> occurrences.forEach(occurrence ->
                    done.put(occurrence, new Firing(occurrence, Verdict.DELIVERED, 1, Input.ANY, Input.ANY))));
        }
    });

    /** 3: a Wake is answered by Fenced even while a Lower is under way; its change follows at the next number. */
    static final Variant EVENT_BETWEEN = of("an event between Lower and Persist", new Protocol(TERMS, SERVICE) {
        @Override
        public Step woken(Incarnation me) {
            return lowering(me) && !me.reading()
                    ? new Step(me.reading(true), List.of(new Effect.ReadRow()))
                    : super.woken(me);
        }

        @Override
        public Step rowRead(Incarnation asked, Optional<Wakeup> found, Instant now) {
            if (lowering(asked) && superseded(asked, found.orElseThrow()))
                return new Step(asked.reading(false), List.of(new Persist(fenced(asked))));
            return super.rowRead(asked, found, now);
        }

        @Override
        public Step persisted(Incarnation me, Instant now) {
            if (!lowering(me)) return super.persisted(me, now);
            return new Step(me.at(me.n() + 1, fenced(me).applyTo(me.state())), List.of());
        }

        private static boolean lowering(Incarnation me) {
            return me.writing() != null && !me.writing().lowered();
        }

        private static Fenced fenced(Incarnation me) {
            return new Fenced(me.state().lastEventAt().plusMillis(1));
        }
    });

    static final Variant NO_EFFECTIVE_FROM = of("no effectiveFrom", new Protocol(TERMS, SERVICE) {
        @Override
        public Step accepted(Incarnation me, DeviceEvent event) {
            Step step = super.accepted(me, event);
            Writing writing = Objects.requireNonNull(step.next().writing());
            return new Step(
                    step.next().writing(new Writing(always(event), writing.lowered(), writing.owedFrom())),
                    step.effects());
        }

        private static DeviceEvent always(DeviceEvent event) {
            if (event instanceof GroupCreated made)
                return new GroupCreated(always(made.group()), made.at(), made.closing());
            if (event instanceof GroupUpdated made)
                return new GroupUpdated(always(made.group()), made.at(), made.closing());
            return event;
        }

        private static Group always(Group group) {
            return group.withTasks(task -> task.from(Ticks.at(0)));
        }
    });

    static final Variant NO_CLOSING = of("verdicts not carried in the event", new Protocol(TERMS, SERVICE) {
        @Override
        Closing closing(Incarnation me, ScheduleEvent change, Instant found) {
            return new Closing(found, List.of());
        }
    });

    static final Variant OWN_CURSOR = of("a change leaves its own cursor", new Protocol(TERMS, SERVICE) {
        @Override
        public Step persisted(Incarnation me, Instant now) {
            Writing writing = Objects.requireNonNull(me.writing());
            return super.persisted(me.writing(new Writing(writing.event(), true, Wakeup.NEVER)), now);
        }
    });

    static final Variant UNBOUNDED =
            of("a settle's answer moves the cursor past a change", new Protocol(TERMS, SERVICE) {
                @Override
                @Nullable
                Settle boundedBy(Instant owedFrom, @Nullable Settle settle) {
                    return settle;
                }
            });

    static final Variant RUN_NOT_LOWERED = of("a run does not lower the row", new Protocol(TERMS, SERVICE) {
        @Override
        public Step accepted(Incarnation me, DeviceEvent event) {
            if (!(event instanceof TasksRun)) return super.accepted(me, event);
            return lower(me.writing(new Writing(event, false, Wakeup.NEVER)), Wakeup.NEVER);
        }
    });

    static final Variant SKIP_IGNORED = of("a skip is not looked at", new Protocol(TERMS, SERVICE) {
        @Override
        boolean skipped(Incarnation me, Occurrence occurrence) {
            return false;
        }
    });

    static final Variant SKIP_SPREADS = of("a skip touches tasks changed after it", new Protocol(TERMS, SERVICE) {
        @Override
        boolean skipped(Incarnation me, Occurrence occurrence) {
            return me.state().skips().stream().anyMatch(skip -> skip.at().equals(occurrence.at()));
        }
    });

    static final Variant NO_SPENT = of("Spent left out", new Protocol(TERMS, SERVICE) {
        @Override
        Optional<GroupSpent> spent(Incarnation me, Instant cursor, Instant now) {
            return Optional.empty();
        }
    });

    static final Variant NO_TIMER = of("no timer set on arming", new Protocol(TERMS, SERVICE) {
        @Override
        public Step rowRead(Incarnation asked, Optional<Wakeup> found, Instant now) {
            Step step = super.rowRead(asked, found, now);
            return new Step(
                    step.next(),
                    step.effects().stream()
                            .filter(effect -> !(effect instanceof Effect.WakeAt))
                            .toList());
        }
    });

    static final Variant FORGETS_ACK = of("an acknowledgement is taken for a failure", new Protocol(TERMS, SERVICE) {
        @Override
        public Step acknowledged(
                Incarnation me,
                Occurrence occurrence,
                Verdict verdict,
                Instant sentAt,
                Instant acknowledgedAt,
                Instant now) {
            return publishFailed(me, occurrence, null, Input.PAUSE, now);
        }
    });

    static final Variant CURSOR_STAYS = of("the cursor stays when a settle has landed", new Protocol(TERMS, SERVICE) {
        @Override
        public Step settled(Incarnation me, boolean updated, Instant now) {
            Settle sent = Objects.requireNonNull(me.settle());
            Settle elsewhere = new Settle(sent.dueAt(), sent.n(), Instant.EPOCH, sent.verdicts());
            return super.settled(me.settling(elsewhere), updated, now);
        }
    });

    private static Variant of(String name, Protocol protocol) {
        return new Variant(name, protocol, true, false);
    }

    private Mutants() {}
}
