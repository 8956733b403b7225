package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Incarnation;
import io.carillon.schedule.Moment;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Timing;
import io.carillon.schedule.Upcoming;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Completes an answer about firings from the tables: what is due and open, and the lines written. */
record FiresReader(DeviceId id, DeviceParts parts, Timing timing) {
    CompletionStage<Reply> complete(ReadFires read, Reply.Fires toCome, Incarnation me, Instant now) {
        DeviceState state = me.state();
        Set<GroupId> groups = read.group() == null
                ? state.groups().stream().map(Group::id).collect(Collectors.toSet())
                : Set.of(read.group());
        Set<Occurrence> ended = new HashSet<>(me.ended());
        Set<Occurrence> waiting = new HashSet<>(me.waiting());
        // The row is read first: anything that it moves past afterwards already has its line.
        return parts.wakeups()
                .read(id)
                .thenCompose(row -> {
                    Wakeup known = row.orElse(Wakeup.NOTHING_OWED);
                    for (Firing line : known.lines())
                        (line.verdict() == Verdict.WAITING ? waiting : ended).add(line.occurrence());
                    Moment moment = new Moment(now, timing, known.owedFrom(), ended::contains);
                    List<Upcoming> due = read.due(state, moment, waiting);
                    return parts.firingLog()
                            .recent(id, groups, read.wanted())
                            .<Reply>thenApply(recent -> toCome.with(due, recent));
                })
                .exceptionally(failure -> new Reply.No(Problem.UNAVAILABLE));
    }
}
