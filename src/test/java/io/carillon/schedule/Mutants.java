package io.carillon.schedule;

import io.carillon.schedule.DeviceEvent.GroupCreated;
import io.carillon.schedule.DeviceEvent.GroupUpdated;
import io.carillon.schedule.DeviceEvent.InstantsBroughtBack;
import io.carillon.schedule.DeviceEvent.RunsCalledOff;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The protocol, and what becomes of it with one sentence of the design taken out. */
final class Mutants {
    static final ServiceSettings SETTINGS = new ServiceSettings(ZoneOffset.UTC, Ticks.TICK, Ticks.TICK, Duration.ZERO);
    static final Timing SERVICE = new Timing(ZoneOffset.UTC, Duration.ZERO)
            .knowing(calendar -> Optional.of(CalendarDates.of(calendar.version(), dates(calendar))));

    /** Some instant of a publish: which one makes no difference to the protocol's decisions. */
    static final Instant ANY = Instant.EPOCH;

    /** What is wrong with the world around the protocol. */
    enum Flaw {
        /** 3: the row is moved after its event. */
        ROW_AFTER,
        /** 3: the row is moved ahead of its event. */
        ROW_BEFORE,
        /** 3: an event lands if its number is free. */
        PRIMARY_KEY,
        /** 3: what comes meanwhile is told before an event's outcome. */
        TELLS_MEANWHILE,
        /** Not looked at, to see what else breaks. */
        BETWEEN_UNSEEN,
        /** 5: the read after a Wake is answered with the row as the poller saw it. */
        WAKE_CARRIES_ROW,
        /** 8: no settle is refused. */
        NO_GUARD,
        /** 8: no settle without verdicts is refused. */
        NO_GUARD_WHEN_EMPTY,
        /** 8: a settle may move the row back. */
        ROW_GOES_BACK,
        /** 10: what expired while the broker had it is recorded as expired. */
        EXPIRED_STAYS,
        /** 10: whoever arms does not look at the lines. */
        LINES_UNREAD,
        /** 10: a verdict replaces an answered one. */
        ANSWER_OVERWRITTEN,
        /** 11: an answer goes only to who is in memory. */
        ANSWERS_TO_MEMORY,
        /** 8: what is acknowledged is written only where the row is updated. */
        TRUTH_WITH_ROW
    }

    /** By every second version nothing runs on the explored day. */
    static boolean isOff(Calendar calendar) {
        return calendar.version() % 2 == 0;
    }

    private static Days dates(Calendar calendar) {
        return isOff(calendar) ? Days.of(Map.of(Ticks.DATE, DayKind.NONE)) : Days.NONE;
    }

    record Variant(String name, Protocol protocol, Set<Flaw> flaws) {
        boolean has(Flaw flaw) {
            return flaws.contains(flaw);
        }

        Variant and(Flaw... more) {
            return new Variant(name, protocol, Set.of(more));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final Variant NONE = of("the protocol", new Protocol(SETTINGS, SERVICE));

    static Variant flawed(Flaw flaw) {
        return new Variant(flaw.toString(), NONE.protocol, Set.of(flaw));
    }

    static final Variant NO_EFFECTIVE_FROM = of("no effectiveFrom", new Protocol(SETTINGS, SERVICE) {
        @Override
        void write(
                Incarnation me,
                DeviceEvent event,
                List<Firing> lines,
                Instant passed,
                Input.@Nullable Wish wish,
                List<Effect> effects) {
            super.write(me, always(event), lines, passed, wish, effects);
        }

        @Override
        Instant owedFrom(DeviceState next, Instant at) {
            return new Agenda(next, SERVICE).first(Ticks.at(0), Map.of());
        }

        private static DeviceEvent always(DeviceEvent event) {
            if (event instanceof GroupCreated made) return new GroupCreated(always(made.group()), made.at());
            return event instanceof GroupUpdated made ? new GroupUpdated(always(made.group()), made.at()) : event;
        }

        private static Group always(Group group) {
            return group.withTasks(task -> task.from(Ticks.at(0), task.once()));
        }
    });

    static final Variant NO_CURSOR_FOR_A_CHANGE =
            of("ends what is open without a cursor", new Protocol(SETTINGS, SERVICE) {
                @Override
                boolean needsCursor(Change change) {
                    return false;
                }
            });

    static final Variant NO_LINES = of("lines not in the event", new Protocol(SETTINGS, SERVICE) {
        @Override
        List<Firing> ended(Incarnation me, DeviceEvent event) {
            return List.of();
        }
    });

    static final Variant OWN_CURSOR = of("a change leaves its own cursor", new Protocol(SETTINGS, SERVICE) {
        @Override
        Instant cursorAfter(Incarnation me, Instant cursor, EventWrite write) {
            return cursor;
        }
    });

    static final Variant NOT_LOWERED = of("an event does not lower the row", new Protocol(SETTINGS, SERVICE) {
        @Override
        Instant owedFrom(DeviceState next, Instant at) {
            return Wakeup.NEVER;
        }
    });

    static final Variant CALENDAR_NOT_LOWERED =
            of("another version does not lower the row", new Protocol(SETTINGS, SERVICE) {
                @Override
                Instant owedAfter(DeviceState next, Instant at) {
                    return Wakeup.NEVER;
                }
            });

    static final Variant CALENDAR_ENDS_NOTHING = of("another version ends nothing", new Protocol(SETTINGS, SERVICE) {
        @Override
        void write(
                Incarnation me,
                DeviceEvent event,
                List<Firing> lines,
                Instant passed,
                Input.@Nullable Wish wish,
                List<Effect> effects) {
            DeviceEvent keeps = event instanceof DeviceEvent.DeviceSet set
                    ? new DeviceEvent.DeviceSet(
                            set.zone(), set.settings(), false, Set.of(), List.of(), set.at(), Set.of())
                    : event;
            super.write(me, keeps, event == keeps ? lines : List.of(), passed, wish, effects);
        }
    });

    static final Variant NO_RECALL = of("a change recalls nothing", new Protocol(SETTINGS, SERVICE) {
        @Override
        void write(
                Incarnation me,
                DeviceEvent event,
                List<Firing> lines,
                Instant passed,
                Input.@Nullable Wish wish,
                List<Effect> effects) {
            super.write(me, event, lines, passed, wish, effects);
            effects.removeIf(Effect.Recall.class::isInstance);
        }
    });

    static final Variant FIRES_MEANWHILE = of("fires between decision and outcome", new Protocol(SETTINGS, SERVICE) {
                @Override
                boolean isHeldBack(Incarnation me) {
                    return false;
                }

                @Override
                void outdate(Incarnation me, DeviceState before, Instant at) {}
            })
            .and(Flaw.TELLS_MEANWHILE);

    static final Variant OLD_VERDICT = of("a verdict of the state before counts", new Protocol(SETTINGS, SERVICE) {
        @Override
        void outdate(Incarnation me, DeviceState before, Instant at) {}
    });

    /** Two rules guard against it: a read that was asked for before an event, and a row that is behind it. */
    static final Variant OLD_READ = of("a row read before an event counts", new Protocol(SETTINGS, SERVICE) {
        @Override
        boolean outdated(Incarnation me, long asked) {
            return false;
        }

        @Override
        boolean superseded(Incarnation me, Wakeup row) {
            return row.seq() > me.n;
        }
    });

    static final Variant OLD_WAKE = new Variant(
            "arm from the Wake's copy of the row",
            new Protocol(SETTINGS, SERVICE) {
                @Override
                boolean superseded(Incarnation me, Wakeup row) {
                    return row.seq() > me.n;
                }
            },
            Set.of(Flaw.WAKE_CARRIES_ROW));

    /** Two rules guard against it: the row never goes back, and who finds it behind its cursor settles again. */
    static final Variant ROW_BACK = new Variant(
            "a settle moves the row back, which nobody looks at",
            new Protocol(SETTINGS, SERVICE) {
                @Override
                void arm(Incarnation me, Wakeup row, Instant now) {
                    boolean dirty = me.dirty;
                    super.arm(me, row, now);
                    me.dirty = dirty;
                }
            },
            Set.of(Flaw.ROW_GOES_BACK));

    static final Variant SUPERSEDED_GOES_ON = of("a superseded life goes on", new Protocol(SETTINGS, SERVICE) {
        @Override
        boolean superseded(Incarnation me, Wakeup row) {
            return row.seq() < me.n;
        }

        @Override
        void settled(Incarnation me, boolean updated, Instant now, List<Effect> effects) {
            if (updated) super.settled(me, true, now, effects);
            else settleFailed(me, now, effects);
        }
    });

    static final Variant NEVER_SUSPECT = of("late or paused, and fires at once", new Protocol(SETTINGS, SERVICE) {
        @Override
        boolean mayBeSuperseded(Incarnation me, Instant due, Instant now) {
            return false;
        }
    });

    static final Variant PAUSE_IGNORED = of("a pause is not looked at", new Protocol(SETTINGS, SERVICE) {
        @Override
        void paused(Incarnation me) {}
    });

    static final Variant SETTLE_EARLY = of("settle before the acknowledgement", new Protocol(SETTINGS, SERVICE) {
        @Override
        void published(Incarnation me, List<Occurrence> occurrences) {
            me.done(done -> occurrences.forEach(
                    occurrence -> done.put(occurrence, new Firing(occurrence, Verdict.DELIVERED, 1, ANY, ANY))));
        }
    });

    static final Variant FORGETS_ACK = of("an acknowledgement is taken for a failure", new Protocol(SETTINGS, SERVICE) {
        @Override
        void acknowledged(Incarnation me, Input.Acknowledged told, Instant now, List<Effect> effects) {
            publishFailed(me, new Input.PublishFailed(told.occurrence(), null, 0, null), now, effects);
        }
    });

    static final Variant UNBOUNDED =
            of("a settle's answer moves the cursor past a change", new Protocol(SETTINGS, SERVICE) {
                @Override
                @Nullable
                Settle boundedBy(Instant owedFrom, @Nullable Settle settle) {
                    return settle;
                }
            });

    static final Variant SKIP_IGNORED = of("a skip is not looked at", new Protocol(SETTINGS, SERVICE) {
        @Override
        boolean skipped(Agenda agenda, Occurrence occurrence) {
            return false;
        }
    });

    static final Variant NO_SPENT = of("Spent left out", new Protocol(SETTINGS, SERVICE) {
        @Override
        Optional<Group> spent(Incarnation me, Agenda agenda, Instant cursor) {
            return Optional.empty();
        }
    });

    static final Variant NO_TIMER = of("no timer set on arming", new Protocol(SETTINGS, SERVICE) {
        @Override
        void rowRead(Incarnation me, Wakeup row, Instant now, List<Effect> effects) {
            super.rowRead(me, row, now, effects);
            effects.removeIf(Effect.WakeAt.class::isInstance);
        }
    });

    /** Two rules guard against it: the cursor moves, and until it has moved the verdict stays in memory. */
    static final Variant CURSOR_STAYS =
            of("the cursor stays when a settle has landed", new Protocol(SETTINGS, SERVICE) {
                @Override
                boolean stays(Incarnation me, Occurrence occurrence) {
                    return false;
                }

                @Override
                void settled(Incarnation me, boolean updated, Instant now, List<Effect> effects) {
                    Settle sent = me.settle;
                    me.settle =
                            sent == null ? null : new Settle(sent.dueAt(), sent.n(), Instant.EPOCH, sent.verdicts());
                    super.settled(me, updated, now, effects);
                }
            });

    static final Variant CURSOR_MOVES_ON = of("waits with its cursor moved on", new Protocol(SETTINGS, SERVICE) {
        @Override
        Settle parkedAt(Instant next, Instant dueAt, boolean waits, long n, Instant cursor, List<Firing> lines) {
            return new Settle(dueAt, dueAt, waits, n, cursor, lines);
        }
    });

    static final Variant PARKS_BEYOND = of("parks beyond its next occurrence", new Protocol(SETTINGS, SERVICE) {
        @Override
        Instant firstToCome(Incarnation me, Agenda agenda, Instant now) {
            return Wakeup.NEVER;
        }
    });

    static final Variant FORGETS_VERDICTS = of("a verdict leaves memory too early", new Protocol(SETTINGS, SERVICE) {
        @Override
        boolean stays(Incarnation me, Occurrence occurrence) {
            return false;
        }
    });

    static final Variant STOPS_SILENT = of("a stop leaves what waits in memory", new Protocol(SETTINGS, SERVICE) {
        @Override
        @Nullable
        Settle parking(Incarnation me, Agenda agenda, Instant cursor, Instant next, Instant now) {
            return me.ending ? null : super.parking(me, agenda, cursor, next, now);
        }
    });

    static final Variant THE_BROKERS_WORD =
            of("the broker's word ends what was confirmed", new Protocol(SETTINGS, SERVICE) {
                @Override
                boolean endsUnanswered(Incarnation me, DeviceState before, Occurrence occurrence) {
                    return false;
                }
            });

    static final Variant UNTOLD = of("what waits has no line", new Protocol(SETTINGS, SERVICE) {
        @Override
        List<Firing> told(List<Firing> lines) {
            return lines.stream()
                    .filter(line -> line.verdict() != Verdict.WAITING)
                    .toList();
        }
    });

    static final Variant ANSWER_ENDS_NOTHING = of("an answer ends nothing", new Protocol(SETTINGS, SERVICE) {
        @Override
        void end(Incarnation me, Agenda agenda, Occurrence occurrence, Attempt tried, Input.Answered told) {
            me.open(open -> open.put(occurrence, tried));
        }
    });

    static final Variant ALWAYS_UNANSWERED = of("what expires was never answered", new Protocol(SETTINGS, SERVICE) {
        @Override
        Optional<Verdict> silently(Agenda agenda, Occurrence occurrence, Attempt tried, Instant now) {
            return super.silently(agenda, occurrence, tried, now)
                    .map(verdict -> verdict == Verdict.EXPIRED ? Verdict.UNANSWERED : verdict);
        }
    });

    static final Variant REPEATS_AT_ONCE = of("what waits is repeated at once", new Protocol(SETTINGS, SERVICE) {
        @Override
        boolean rests(Agenda agenda, Occurrence occurrence, Attempt tried, Instant now) {
            return false;
        }
    });

    static final Variant NEVER_SUPERSEDED = of("nothing is superseded", new Protocol(SETTINGS, SERVICE) {
        @Override
        boolean superseded(Agenda agenda, Occurrence occurrence, Instant now) {
            return false;
        }
    });

    static final Variant SUPERSEDED_EARLY = of("superseded before the later instant", new Protocol(SETTINGS, SERVICE) {
        @Override
        boolean superseded(Agenda agenda, Occurrence occurrence, Instant now) {
            return super.superseded(agenda, occurrence, now.plus(Ticks.TICK));
        }
    });

    static final Variant RUN_LATER_NOT_LOWERED =
            of("the row is lowered only to runs of now", new Protocol(SETTINGS, SERVICE) {
                @Override
                Instant owedFrom(DeviceState next, Instant at) {
                    Runs ofNow = next.asked().without(run -> !run.at().equals(at));
                    return super.owedFrom(next.with(ofNow, at), at);
                }
            });

    static final Variant CHANGE_ENDS_RUNS = forgetting("a change ends runs to come", (event, before, after) -> {
        boolean changed = event instanceof GroupUpdated;
        return changed ? after.with(after.asked().without(run -> true), after.lastEventAt()) : after;
    });

    static final Variant NOT_CALLED_OFF = forgetting("runs are not called off", (event, before, after) -> {
        boolean off = event instanceof RunsCalledOff;
        return off ? after.with(before.asked(), after.lastEventAt()) : after;
    });

    static final Variant UNDO_IGNORED = forgetting("what is brought back stays left out", (event, before, after) -> {
        boolean back = event instanceof InstantsBroughtBack;
        return back ? before.skips().stream().reduce(after, Mutants::skipping, (one, other) -> other) : after;
    });

    private static DeviceState skipping(DeviceState state, Skip skip) {
        return state.skipping(skip, Instant.EPOCH, state.lastEventAt());
    }

    /** What one life makes of an event, until the next recovers. */
    private interface Reading {
        DeviceState of(DeviceEvent event, DeviceState before, DeviceState after);
    }

    private static Variant forgetting(String name, Reading reading) {
        return of(name, new Protocol(SETTINGS, SERVICE) {
            @Override
            void persisted(Incarnation me, Instant now, List<Effect> effects) {
                DeviceEvent event =
                        Optional.ofNullable(me.writing).orElseThrow().event();
                DeviceState before = me.state;
                super.persisted(me, now, effects);
                me.state = reading.of(event, before, me.state);
            }
        });
    }

    private static Variant of(String name, Protocol protocol) {
        return new Variant(name, protocol, Set.of());
    }

    private Mutants() {}
}
