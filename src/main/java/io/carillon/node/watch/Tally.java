package io.carillon.node.watch;

import io.carillon.device.Fired;
import io.carillon.device.FiringListener;
import io.carillon.http.ClusterNews.Lost;
import io.carillon.http.ClusterNews.Second;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts this node's firings until they are taken. */
public final class Tally implements FiringListener {
    /**
     * Upper bounds of lateness in milliseconds, about a third of a decade apart; the last one holds everything later.
     */
    private static final long[] BOUNDS = {
        1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000,
        15_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000
    };

    /** The most lost firings named in a second; others are only counted. */
    private static final int MOST_LOST = 50;

    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final Map<Long, Integer> late = new TreeMap<>();
    private final List<Lost> lost = new ArrayList<>();

    @Override
    public synchronized void fired(Fired fired) {
        Firing firing = fired.firing();
        verdicts.merge(firing.verdict(), 1, Integer::sum);
        if (firing.verdict().lost() && lost.size() < MOST_LOST) lost.add(Lost.of(fired.device(), firing));
        Instant acknowledged = firing.acknowledgedAt();
        if (acknowledged == null) return;
        Duration lateness = Duration.between(firing.occurrence().at(), acknowledged);
        late.merge(bound(lateness.toMillis()), 1, Integer::sum);
    }

    /** The count since the last call; empty where it is zero. */
    synchronized Optional<Second> take(String node, Instant at) {
        if (verdicts.isEmpty()) return Optional.empty();
        Second second = new Second(node, at, verdicts, late, lost);
        verdicts.clear();
        late.clear();
        lost.clear();
        return Optional.of(second);
    }

    private static long bound(long millis) {
        for (long bound : BOUNDS) if (millis <= bound) return bound;
        return BOUNDS[BOUNDS.length - 1];
    }
}
