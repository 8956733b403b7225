package io.carillon.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;

/** What a seed decides of a scenario: when, whom, how many. The same seed decides the same. */
final class Chance {
    private final Random random;

    Chance(String scenario, long seed) {
        random = new Random(31L * scenario.hashCode() + seed);
    }

    /** {@code -Dcarillon.chaos.seeds=1,2,3}: each scenario is run with each. */
    static LongStream seeds() {
        return Arrays.stream(System.getProperty("carillon.chaos.seeds", "1").split(","))
                .mapToLong(seed -> Long.parseLong(seed.strip()));
    }

    /** Both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    Duration seconds(int least, int most) {
        return Duration.ofMillis(between(least * 1000, most * 1000));
    }

    boolean coin() {
        return random.nextBoolean();
    }
}
