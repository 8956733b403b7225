package io.carillon.bench;

import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** A herd whose devices all answer at once, beside the same herd without {@code confirm} on the same node, in turn. */
record Answers(Supplier<String> databases, Broker broker, Report report) {
    private static final String CONFIRM = ",\"confirm\":true";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** @param warmUps rounds of each kind that do not count */
    void run(int warmUps, int size, int rounds) throws Exception {
        try (var node = Carillon.ready("answers", databases.get(), broker, Carillon.JVM_FOR_HERDS);
                var devices = new Answerer(broker)) {
            for (int round = 0; round < warmUps; round++) {
                System.out.printf("  warming up: %s%n", node.round(size));
                System.out.printf("  warming up: %s%n", confirmed(node, size));
            }
            List<Round> plain = new ArrayList<>();
            List<Round> confirmed = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                plain.add(node.round(size));
                confirmed.add(confirmed(node, size));
            }
            report.line("- herd of %,d, nobody is to answer, acknowledged: %s", size, median(plain));
            report.line("- herd of %,d, all answer at once, from due to confirmed: %s", size, median(confirmed));
        }
    }

    private static Round median(List<Round> rounds) {
        rounds.sort(Comparator.comparing(Round::perSecond));
        return rounds.get(rounds.size() / 2);
    }

    private static Round confirmed(Carillon node, int size) throws Exception {
        Instant due = node.store(node.herd(size, CONFIRM));
        Contender.sleepUntil(due);
        try (Connection connection = DriverManager.getConnection(node.url(), Database.USER, "")) {
            double[] late = answered(connection, due);
            while (late.length < size) {
                if (Instant.now().isAfter(due.plus(PATIENCE)))
                    throw new IllegalStateException(late.length + " of " + size + " are confirmed");
                Thread.sleep(100);
                late = answered(connection, due);
            }
            return new Round(
                    Percentiles.of(DoubleStream.of(late)),
                    DoubleStream.of(late).max().orElseThrow() / 1e3);
        }
    }

    private static double[] answered(Connection connection, Instant due) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select answered_at - scheduled_at from firing where scheduled_at = ? and verdict = 'CONFIRMED'")) {
            select.setLong(1, due.toEpochMilli());
            try (ResultSet found = select.executeQuery()) {
                DoubleStream.Builder late = DoubleStream.builder();
                while (found.next()) late.add(found.getLong(1));
                return late.build().toArray();
            }
        }
    }
}
