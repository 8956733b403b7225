package io.carillon.bench;

import io.carillon.e2e.Broker;
import java.time.LocalTime;
import java.util.Arrays;

/** Schedules made over HTTP with tokens, by 64 connections, beside db-scheduler's calls in its own process by 16 threads. */
record Creations(String url, String rivalUrl, Broker broker, Report report) {
    private static final int CALLS = 10_000;
    private static final int CONNECTIONS = 64;
    private static final int THREADS = 16;
    private static final LocalTime AT = LocalTime.of(3, 30);

    /** @param warmUps rounds that do not count */
    void run(int warmUps, int rounds) throws Exception {
        try (var node = Carillon.ready("node", url, broker, Carillon.JVM);
                var rival = new DbScheduler(rivalUrl, broker, 20, 0.5, 1)) {
            double[] bound = new double[warmUps + rounds];
            double[] fresh = new double[warmUps + rounds];
            double[] theirs = new double[warmUps + rounds];
            for (int round = 0; round < warmUps + rounds; round++) {
                Herd devices = node.herd(CALLS);
                theirs[round] = rate(() -> rival.schedule(CALLS, THREADS));
                fresh[round] = rate(
                        () -> Callers.run(CALLS, CONNECTIONS, () -> node.api().binder(devices::device)));
                bound[round] = rate(
                        () -> Callers.run(CALLS, CONNECTIONS, () -> node.api().creator(devices::device, AT)));
                System.out.printf(
                        "  creations/s: db-scheduler %,.0f, bindings of new devices %,.0f, bound devices %,.0f%n",
                        theirs[round], fresh[round], bound[round]);
            }
            int half = (int) (median(bound, warmUps) / 2);
            Herd devices = node.herd(CALLS);
            Callers.run(CALLS, CONNECTIONS, () -> node.api().binder(devices::device));
            Percentiles late =
                    Callers.atRate(half, CALLS, CONNECTIONS, () -> node.api().creator(devices::device, AT));
            report.line(
                    "- `POST` over HTTP with tokens, %d connections, bound devices: %,.0f/s",
                    CONNECTIONS, median(bound, warmUps));
            report.line("- first bindings of new devices, the same way: %,.0f/s", median(fresh, warmUps));
            report.line(
                    "- db-scheduler's `schedule` in its own process, %d threads: %,.0f/s",
                    THREADS, median(theirs, warmUps));
            report.line("- `POST` at half our rate, %d/s: %s", half, late);
        }
    }

    private static double median(double[] rounds, int warmUps) {
        double[] sorted = Arrays.stream(rounds).skip(warmUps).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private interface Work {
        Percentiles run() throws InterruptedException;
    }

    private static double rate(Work work) throws InterruptedException {
        long begun = System.nanoTime();
        return work.run().sorted().length / ((System.nanoTime() - begun) / 1e9);
    }
}
