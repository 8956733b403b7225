package io.carillon.chaos;

import io.carillon.chaos.History.Occurrence;
import io.carillon.chaos.History.Target;
import io.carillon.chaos.Wish.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which occurrences a history calls for, where the moments and outcomes of its calls leave several histories possible. */
final class Calls {
    /** From the sending of a publish to its sight by the tap, and between an answer's sending and its arrival. */
    private static final Duration ON_THE_WIRE = Duration.ofMillis(500);

    private final History history;
    private final Map<Target, List<Wish>> wishes;

    Calls(History history) {
        this.history = history;
        this.wishes = history.byTask();
    }

    /** Called for by every possible history, and touched by no request until its grace had passed. */
    List<Occurrence> certain() {
        return wishes.values().stream()
                .flatMap(this::certain)
                .filter(called -> !maySkip(called))
                .toList();
    }

    /** Called for by every possible history, and left out by every one, as somebody skipped it. */
    List<Occurrence> surelySkipped() {
        return wishes.values().stream()
                .filter(ofTask -> ofTask.size() == 1)
                .flatMap(this::certain)
                .filter(this::surelySkips)
                .toList();
    }

    /** Every task that some run by hand certainly had published. */
    Stream<Target> surelyRun() {
        return runs().entrySet().stream()
                .filter(run -> run.getValue().outcome() == Outcome.OK)
                .map(Map.Entry::getKey);
    }

    boolean maySkip(Occurrence called) {
        return !called.run() && byHand(called.device()).anyMatch(done -> done.maySkip(called.at()));
    }

    private boolean surelySkips(Occurrence called) {
        return !called.run() && byHand(called.device()).anyMatch(done -> done.surelySkips(called.at()));
    }

    private Stream<ByHand> byHand(String device) {
        return history.byHand().stream().filter(done -> done.device().equals(device));
    }

    /** Every run, with each of the tasks that its group had. */
    Map<Target, ByHand> runs() {
        Map<Target, ByHand> runs = new HashMap<>();
        for (Target task : wishes.keySet())
            byHand(task.device()).filter(ByHand::run).forEach(run -> runs.put(task, run));
        return runs;
    }

    private Stream<Occurrence> certain(List<Wish> ofTask) {
        return ofTask.stream()
                .filter(wish -> wish.outcome() == Outcome.OK)
                .flatMap(wish -> dueIn(wish).filter(at -> holds(wish, at, ofTask)))
                .distinct()
                .map(at -> new Occurrence(ofTask.get(0).device(), ofTask.get(0).task(), at));
    }

    private Stream<Instant> dueIn(Wish wish) {
        return Stream.iterate(
                wish.nextAfter(wish.during().to()),
                at -> at != null && at.isBefore(history.readAt()),
                at -> wish.nextAfter(at));
    }

    private boolean holds(Wish wish, Instant at, List<Wish> ofTask) {
        return ofTask.stream()
                .filter(other -> !wish.follows(other))
                .filter(other -> other.during().from().isBefore(at.plus(history.grace())))
                .allMatch(other -> other.same(wish));
    }

    /** Whether some possible history calls for the occurrence at all, whatever came later. */
    boolean possible(Occurrence occurrence) {
        if (occurrence.run()) return mayRun(occurrence);
        return calling(occurrence.device(), occurrence.task(), occurrence.at(), Optional.empty())
                .anyMatch(wish -> !superseded(wish, occurrence.at()));
    }

    /** Whether some possible history has just this publish begin at that moment. */
    boolean justifies(Published publish) {
        Instant by = publish.publishedAt().minus(ON_THE_WIRE);
        if (publish.occurrence().run())
            return mayRun(publish.occurrence())
                    && asking(publish.device(), publish.task(), Optional.of(publish.payload()))
                            .anyMatch(wish -> !superseded(wish, by));
        return !surelySkips(publish.occurrence()) && calling(publish).anyMatch(wish -> !superseded(wish, by));
    }

    private boolean mayRun(Occurrence occurrence) {
        return byHand(occurrence.device()).anyMatch(done -> done.mayRun(occurrence.at()));
    }

    /** Whether the publish was called for once, but certainly no more when it began. */
    boolean outdated(Published publish) {
        return calling(publish).findAny().isPresent() && !justifies(publish);
    }

    /** How many publishes were {@link #outdated(Published)}. */
    long outdated() {
        return history.publishes().stream().filter(this::outdated).count();
    }

    /** Whether a request may have changed the task between that moment and the end of the grace. */
    boolean touched(Occurrence occurrence) {
        return wishes.getOrDefault(new Target(occurrence.device(), occurrence.task()), List.of()).stream()
                .skip(1)
                .anyMatch(wish -> wish.outcome() == Outcome.UNKNOWN
                        || !wish.during().endsBefore(occurrence.at())
                                && wish.during().from().isBefore(occurrence.at().plus(history.grace())));
    }

    private Stream<Wish> calling(Published publish) {
        return calling(publish.device(), publish.task(), publish.scheduledAt(), Optional.of(publish.payload()));
    }

    private Stream<Wish> calling(String device, String task, Instant at, Optional<String> payload) {
        return asking(device, task, payload)
                .filter(wish -> wish.callsFor(at) && wish.during().from().isBefore(at));
    }

    private Stream<Wish> asking(String device, String task, Optional<String> payload) {
        return history.wishes().stream()
                .filter(Wish::possible)
                .filter(wish -> wish.device().equals(device))
                .filter(wish -> wish.task().equals(task) || wish.task().isEmpty())
                .filter(wish -> payload.map(wish.payload()::equals).orElse(true));
    }

    private boolean superseded(Wish wish, Instant by) {
        return wishes.getOrDefault(new Target(wish.device(), wish.task()), List.of()).stream()
                .filter(other -> other.outcome() == Outcome.OK && other.follows(wish))
                .filter(other -> other.during().endsBefore(by))
                .anyMatch(other -> !other.same(wish));
    }

    /** The task's next time after that moment by its last wish; empty where that is not certain or is never. */
    Optional<Instant> nextDue(Target task, Instant after) {
        List<Wish> ofTask = wishes.getOrDefault(task, List.of());
        if (ofTask.isEmpty() || ofTask.stream().anyMatch(wish -> wish.outcome() == Outcome.UNKNOWN))
            return Optional.empty();
        return Optional.ofNullable(ofTask.get(ofTask.size() - 1).nextAfter(after));
    }

    Map<Target, List<Wish>> byTask() {
        return wishes;
    }
}
