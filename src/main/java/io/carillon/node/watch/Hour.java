package io.carillon.node.watch;

import io.carillon.http.ClusterNews.Happened;
import io.carillon.http.ClusterNews.Health;
import io.carillon.http.ClusterNews.History;
import io.carillon.http.ClusterNews.Lost;
import io.carillon.http.ClusterNews.Second;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last hour of all nodes' news, in a ring of ten-second steps: its size does not depend on the number of firings.
 */
final class Hour {
    static final Duration KEPT = Duration.ofHours(1);
    private static final long STEP = 10_000;
    private static final long MOST_STEPS = KEPT.toMillis() / STEP + 1;
    private static final int MOST_HAPPENED = 200;
    private static final int MOST_LOST = 200;

    private final Instant since;
    private final TreeMap<Long, Step> steps = new TreeMap<>();
    private final Deque<Happened> happened = new ArrayDeque<>();
    private final Deque<Lost> lost = new ArrayDeque<>();
    private final Map<String, Health> health = new HashMap<>();

    private record Step(Map<Verdict, Integer> verdicts, Map<Long, Integer> late) {}

    Hour(Instant since) {
        this.since = since;
    }

    void add(Second second) {
        long step = second.at().toEpochMilli() / STEP;
        Step into = steps.computeIfAbsent(step, one -> new Step(new EnumMap<>(Verdict.class), new TreeMap<>()));
        second.verdicts().forEach((verdict, count) -> into.verdicts().merge(verdict, count, Integer::sum));
        second.late().forEach((bound, count) -> into.late().merge(bound, count, Integer::sum));
        if (steps.size() > MOST_STEPS) steps.pollFirstEntry();
        second.lost().forEach(one -> keep(lost, one, MOST_LOST));
    }

    /** @return what has changed in that node's health */
    List<Happened> add(Health told) {
        Health before = health.put(told.node(), told);
        List<Happened> changes = new ArrayList<>();
        compare(before == null ? null : before.broker(), told.broker(), "broker", told.brokerSince(), told, changes);
        compare(
                before == null ? null : before.database(),
                told.database(),
                "database",
                told.databaseSince(),
                told,
                changes);
        changes.forEach(this::add);
        return changes;
    }

    private static void compare(
            @Nullable Boolean before, boolean now, String what, Instant since, Health told, List<Happened> changes) {
        if (before == null ? !now : before != now)
            changes.add(new Happened(since, what + (now ? "-back" : "-lost"), told.node()));
    }

    void add(Happened one) {
        keep(happened, one, MOST_HAPPENED);
    }

    /** Drops a node's rates; a node that comes back under this name starts afresh. */
    void forget(String node) {
        health.remove(node);
    }

    List<Health> health() {
        return List.copyOf(health.values());
    }

    History history(Instant now) {
        Instant earliest = now.minus(KEPT);
        // what lies further ahead is from a clock that was wrong
        Instant latest = now.plus(DeviceState.CLOCKS_AGREE);
        steps.tailMap(latest.toEpochMilli() / STEP).clear();
        happened.removeIf(one -> one.at().isBefore(earliest) || one.at().isAfter(latest));
        lost.removeIf(one -> one.scheduledAt().isBefore(earliest));
        List<Second> tens = steps.tailMap(earliest.toEpochMilli() / STEP).entrySet().stream()
                .map(one -> new Second(
                        "",
                        Instant.ofEpochMilli(one.getKey() * STEP),
                        one.getValue().verdicts(),
                        one.getValue().late(),
                        List.of()))
                .toList();
        return new History(since.isAfter(earliest) ? since : earliest, tens, List.copyOf(happened), List.copyOf(lost));
    }

    private static <T> void keep(Deque<T> in, T one, int most) {
        if (in.size() == most) in.removeFirst();
        in.addLast(one);
    }
}
