package io.carillon.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** The shape of most scenarios: a herd due at one time, a fault in its middle, another herd when it has healed. */
final class Herds {
    static final int MOST = Integer.getInteger("carillon.chaos.herd", 300);
    /** From choosing the time: creating the herd, beside other clusters. */
    static final Duration PREPARATION = Duration.ofSeconds(20 + MOST / 10);

    private Herds() {}

    /** @param fault is given the herd's time; returns when everything is up again */
    static void scenario(String name, long seed, BiConsumer<Run, Instant> fault) {
        scenario(name, seed, Setup.THREE, fault);
    }

    static void scenario(String name, long seed, Setup setup, BiConsumer<Run, Instant> fault) {
        scenario(name, seed, setup, PREPARATION, (run, due, herd) -> fault.accept(run, due));
    }

    interface Fault {
        void on(Run run, Instant due, List<Driver.Made> herd);
    }

    static void scenario(String name, long seed, Setup setup, Duration preparation, Fault fault) {
        try (var run = new Run(name, seed, setup)) {
            Instant due = Moments.secondAfter(preparation);
            Instant again = due.plus(Duration.ofMinutes(2));
            List<Driver.Made> herd = run.herd(MOST, due, again);
            fault.on(run, due, herd);
            Moments.await(again.plusSeconds(10));
            run.judge();
        }
    }

    /** Returns when a share of the herd, which chance decides, has been published. */
    static void inTheMiddle(Run run, Instant due) {
        run.awaitPublishes(due, run.chance.between(MOST / 50, MOST / 3));
    }
}
