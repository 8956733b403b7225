package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.wakeup.DatabaseClock.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the way to the database and back does, and though the machine's clocks run fast or slow. */
class DatabaseClockNeverEarlyTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

    /**
     * One question and what went before; all in nanoseconds of the database's clock.
     *
     * @param lost the answer never came
     */
    record Question(long before, long there, long back, boolean lost) {}

    /** @param ppm by how much the machine's monotonic clock runs fast */
    @Property(tries = 2000)
    void theDatabasesTimeIsNeverToldBeforeItIs(
            @ForAll("questions") List<Question> questions, @ForAll("ppm") int ppm, @ForAll("ownOff") long ownOff) {
        long[] database = {0};
        AtomicLong machine = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
        DatabaseClock clock = new DatabaseClock(() -> T0.plusNanos(database[0]).plusMillis(ownOff), machine::get);
        clock.heed((time, within) -> true);
        boolean known = false;
        for (Question question : questions) {
            pass(database, machine, question.before(), ppm);
            if (known) assertNotEarly(clock, database[0]);
            long asked = machine.get();
            pass(database, machine, question.there(), ppm);
            Instant said = T0.plusNanos(database[0]);
            pass(database, machine, question.back(), ppm);
            if (known) assertNotEarly(clock, database[0]);
            if (question.lost()) continue;
            clock.take(List.of(new Sample(asked, said, machine.get())));
            known = true;
            assertNotEarly(clock, database[0]);
        }
    }

    private static void assertNotEarly(DatabaseClock clock, long database) {
        assertThat(clock.instant()).isBeforeOrEqualTo(T0.plusNanos(database));
    }

    private static void pass(long[] database, AtomicLong machine, long nanos, int ppm) {
        database[0] += nanos;
        machine.addAndGet(nanos + nanos * ppm / 1_000_000);
    }

    @Provide
    Arbitrary<List<Question>> questions() {
        Arbitrary<Long> delay = Arbitraries.longs()
                .between(0, Duration.ofSeconds(8).toNanos())
                .withDistribution(net.jqwik.api.RandomDistribution.biased());
        Arbitrary<Long> pause =
                Arbitraries.longs().between(0, Duration.ofHours(1).toNanos());
        return Combinators.combine(pause, delay, delay, Arbitraries.of(false, false, false, true))
                .as(Question::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<Integer> ppm() {
        return Arbitraries.integers().between(-200, 200);
    }

    /** In milliseconds, what the machine's wall clock is ahead by. */
    @Provide
    Arbitrary<Long> ownOff() {
        return Arbitraries.of(0L, -3_600_000L, 3_600_000L, 900L, -900L);
    }
}
