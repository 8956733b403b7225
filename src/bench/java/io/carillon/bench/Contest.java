package io.carillon.bench;

import io.carillon.e2e.Database;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several contenders do the same work in turn, so that what the machine does beside hits all alike. */
final class Contest {
    /** A contender that is not made yet. */
    interface Making {
        Contender make() throws Exception;
    }

    private final Database server;
    private final int size;
    private final Map<Contender, List<Round>> rounds = new LinkedHashMap<>();

    Contest(Database server, int size) {
        this.server = server;
        this.size = size;
    }

    /** The fastest of these: each is made and does two small herds, of which the second counts. */
    static Making best(int size, List<Making> candidates) throws Exception {
        Making best = candidates.get(0);
        double most = 0;
        for (Making candidate : candidates)
            try (Contender contender = candidate.make()) {
                contender.round(size);
                double rate = contender.round(size).perSecond();
                System.out.printf("  tuning: %-60s %,8.0f/s%n", contender.name(), rate);
                if (rate > most) best = candidate;
                most = Math.max(most, rate);
            }
        return best;
    }

    /** A round by each. What those before left to be written is written first, and does not count. */
    void round(List<Contender> contenders) throws Exception {
        for (Contender contender : contenders) {
            server.execute("postgres", "checkpoint");
            Round round = contender.round(size);
            rounds.computeIfAbsent(contender, first -> new ArrayList<>()).add(round);
            System.out.printf("  %,d: %-60s %s%n", size, contender.name(), round);
        }
    }

    /** The round in the middle, by rate. */
    Round median(Contender contender) {
        List<Round> sorted = new ArrayList<>(rounds.getOrDefault(contender, List.of()));
        sorted.sort(Comparator.comparing(Round::perSecond));
        return sorted.get(sorted.size() / 2);
    }

    /** Medians, and each beside ours. */
    void report(Report report, Contender ours) {
        report.line("");
        report.line(
                "| herd of %,d, median of %d rounds | firings/s | lateness p50 | p99 | Carillon's rate beside it |",
                size, rounds.getOrDefault(ours, List.of()).size());
        report.line("|---|---|---|---|---|");
        double rate = median(ours).perSecond();
        for (Contender contender : rounds.keySet()) {
            Round median = median(contender);
            String beside = contender.equals(ours) ? "" : String.format("%.2f ×", rate / median.perSecond());
            report.line(
                    "| %s | %,.0f | %,.0f ms | %,.0f ms | %s |",
                    contender.name(),
                    median.perSecond(),
                    median.late().at(50),
                    median.late().at(99),
                    beside);
        }
    }
}
