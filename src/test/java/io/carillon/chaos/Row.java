package io.carillon.chaos;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.carillon.chaos.Finding.Rule;
import io.carillon.chaos.History.Line;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The figures of one run.
 *
 * @param runs by hand, a task each, and published
 * @param superseded publishes of a command that had been replaced; not among the repeats, nor the lateness
 * @param lateness of each occurrence's first publish, in milliseconds, sorted
 * @param broken the rules that were
 */
record Row(
        String scenario,
        long seed,
        int calledFor,
        long delivered,
        long expired,
        long unanswered,
        long withdrawn,
        long skipped,
        long runs,
        long lost,
        long repeats,
        long superseded,
        List<Long> lateness,
        Set<Rule> broken) {
    static Row of(String scenario, long seed, History history, List<Finding> findings) {
        Calls calls = new Calls(history);
        Map<String, List<Published>> publishes = history.publishes().stream()
                .filter(publish -> !calls.outdated(publish))
                .collect(groupingBy(Published::fireId));
        return new Row(
                scenario,
                seed,
                calls.certain().size(),
                verdicts(history, "DELIVERED") + verdicts(history, "NO_SUBSCRIBER") + verdicts(history, "CONFIRMED"),
                verdicts(history, "EXPIRED"),
                verdicts(history, "UNANSWERED"),
                verdicts(history, "WITHDRAWN"),
                verdicts(history, "SKIPPED"),
                publishes.values().stream()
                        .filter(same -> same.get(0).occurrence().run())
                        .count(),
                findings.stream().filter(finding -> finding.rule() == Rule.LOST).count(),
                publishes.values().stream()
                        .filter(same -> !same.get(0).isRepeated())
                        .mapToLong(same -> same.size() - 1)
                        .sum(),
                calls.outdated(),
                publishes.values().stream().map(Row::lateness).sorted().toList(),
                findings.stream().map(Finding::rule).collect(toSet()));
    }

    private static long lateness(List<Published> ofOne) {
        return ofOne.stream()
                .mapToLong(publish -> Duration.between(publish.scheduledAt(), publish.publishedAt())
                        .toMillis())
                .min()
                .orElseThrow();
    }

    private static long verdicts(History history, String verdict) {
        return history.lines().stream()
                .map(Line::verdict)
                .filter(verdict::equals)
                .count();
    }

    /** @param share from 0 to 1 */
    long late(double share) {
        if (lateness.isEmpty()) return 0;
        return lateness.get((int) Math.min(lateness.size() - 1, lateness.size() * share));
    }

    String title() {
        return scenario + " #" + seed;
    }
}
