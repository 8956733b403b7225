package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import io.carillon.wakeup.DatabaseClock.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DatabaseClockTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    /** Where the monotonic clock happens to stand: anywhere, also about to overflow. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final AtomicLong nanos = new AtomicLong(START);
    private final AtomicReference<Instant> own = new AtomicReference<>(T0);
    private final DatabaseClock clock = new DatabaseClock(own::get, nanos::get);

    @Test
    void aTimeThatWasNeverMeasuredIsNotTold() {
        assertThatIllegalStateException().isThrownBy(clock::instant);
    }

    @Test
    void theEarliestTimeThatASampleAllowsIsTold() {
        measured(T0, Duration.ofMillis(80));
        assertThat(clock.instant()).isEqualTo(T0);
    }

    /** 400 ms, all on the way there or all on the way back. */
    @ParameterizedTest
    @ValueSource(ints = {0, 400})
    void noDelayMakesItRunAheadOfTheDatabase(int there) {
        for (int i = 0; i < 1000; i++) {
            Instant asked = database();
            measured(asked.plusMillis(there), Duration.ofMillis(400));
            assertThat(clock.instant()).isBetween(database().minusMillis(400), database());
            pass(Duration.ofSeconds(10));
            assertThat(clock.instant()).isBetween(database().minusMillis(410), database());
        }
    }

    @Test
    void theMostCertainSampleIsKeptWhileLaterOnesAreDelayed() {
        measured(database(), Duration.ofMillis(2));
        for (int i = 0; i < 30; i++) {
            pass(Duration.ofSeconds(10));
            measured(database(), Duration.ofMillis(400));
            assertThat(clock.instant()).isBetween(database().minusMillis(100), database());
        }
        pass(Duration.ofSeconds(10));
        measured(database(), Duration.ofMillis(2));
        assertThat(clock.instant()).isBetween(database().minusMillis(3), database());
    }

    @Test
    void theMonotonicClockCarriesItOnWhileTheDatabaseIsAwayAndTheClocksPart() {
        measured(T0, Duration.ZERO);
        pass(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(T0.plus(Duration.ofHours(1)).minusMillis(720));
        assertThat(clock.sinceMeasured()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aDatabaseADayAheadForLessThanAMinuteIsNotBelieved() {
        measured(database(), Duration.ofMillis(2));
        try (Lines lines = new Lines()) {
            for (int i = 0; i < 5; i++) {
                step();
                measured(database().plus(Duration.ofDays(1)), Duration.ofMillis(2));
                assertThat(clock.instant()).isBetween(database().minusMillis(20), database());
                assertThat(clock.doubts()).isTrue();
            }
            assertThat(lines.all()).hasSize(1).first().asString().contains("not believed");
        }
        step();
        measured(database(), Duration.ofMillis(2));
        assertThat(clock.instant()).isBetween(database().minusMillis(3), database());
        assertThat(clock.doubts()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400, -5, 5, 86_400})
    void whatAMinuteOfSamplesHasConfirmedIsBelieved(long off) {
        measured(database(), Duration.ofMillis(2));
        for (int i = 0; i < 7; i++) {
            step();
            measured(database().plusSeconds(off), Duration.ofMillis(2));
        }
        assertThat(clock.doubts()).isFalse();
        assertThat(clock.instant())
                .isBetween(
                        database().plusSeconds(off).minusMillis(3), database().plusSeconds(off));
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400, -5, 5, 86_400})
    void whatTheClocksOfAMajorityOfTheNodesConfirmIsBelievedAtOnce(long off) {
        measured(database(), Duration.ofMillis(2));
        step();
        Instant moved = database().plusSeconds(off);
        clock.heed((time, within) -> Duration.between(moved, time).abs().compareTo(within) <= 0);
        measured(moved, Duration.ofMillis(2));
        assertThat(clock.doubts()).isFalse();
        assertThat(clock.instant()).isBetween(moved.minusMillis(3), moved.plusMillis(3));
    }

    @Test
    void whatTheOtherNodesContradictTooIsNotBelieved() {
        measured(database(), Duration.ofMillis(2));
        clock.heed((time, within) -> false);
        step();
        measured(database().plus(Duration.ofDays(1)), Duration.ofMillis(2));
        assertThat(clock.doubts()).isTrue();
        assertThat(clock.instant()).isBetween(database().minusMillis(20), database());
    }

    @Test
    void samplesThatContradictEachOtherConfirmNothing() {
        measured(database(), Duration.ofMillis(2));
        for (int i = 0; i < 20; i++) {
            step();
            measured(database().plus(Duration.ofHours(1 + i % 2)), Duration.ofMillis(2));
            assertThat(clock.instant()).isBetween(database().minusMillis(100), database());
        }
    }

    /** As after a sleep of the whole machine, which its monotonic clock knows nothing of. */
    @Test
    void whatTheOwnWallClockConfirmsIsBelievedAtOnce() {
        measured(database(), Duration.ofMillis(2));
        step();
        own.set(database().plus(Duration.ofHours(1)));
        measured(database().plus(Duration.ofHours(1)), Duration.ofMillis(2));
        assertThat(clock.instant()).isAfter(database().plus(Duration.ofMinutes(59)));
    }

    @Test
    void atFirstADatabaseThatIsFarFromTheOwnClockIsBelievedAfterAMinute() {
        for (int i = 0; i < 6; i++) {
            measured(database().plus(Duration.ofDays(1)), Duration.ofMillis(2));
            assertThatIllegalStateException().isThrownBy(clock::instant);
            assertThat(clock.doubts()).isTrue();
            step();
        }
        measured(database().plus(Duration.ofDays(1)), Duration.ofMillis(2));
        assertThat(clock.instant()).isAfter(T0.plus(Duration.ofDays(1)));
        assertThat(clock.doubts()).isFalse();
    }

    @Test
    void aSmallStepOfTheDatabaseIsFollowedAtOnce() {
        measured(database(), Duration.ofMillis(2));
        step();
        measured(database().minusMillis(900), Duration.ofMillis(2));
        assertThat(clock.instant()).isBefore(database().minusMillis(890));
    }

    @Test
    void theOwnWallClockChangesNothing() {
        measured(T0, Duration.ZERO);
        for (long off : new long[] {-3600, -60, 5, 60, 3600}) {
            own.set(T0.plusSeconds(off));
            assertThat(clock.instant()).isEqualTo(T0);
            measured(T0, Duration.ZERO);
            assertThat(clock.instant()).isEqualTo(T0);
        }
    }

    @Test
    void ofSeveralSamplesTheQuickestIsTrusted() {
        long at = nanos.get();
        pass(Duration.ofMillis(9));
        clock.take(List.of(
                new Sample(at, T0.plusSeconds(7), at + 9_000_000),
                new Sample(at, T0, at + 2_000_000),
                new Sample(at, T0.minusSeconds(7), at + 9_000_000)));
        assertThat(clock.instant()).isBetween(T0.plusNanos(6_998_000), T0.plusMillis(7));
    }

    @Test
    void anOwnClockThatIsOffIsLoggedOnceWhenItBeginsAndOnceWhenItEnds() {
        try (Lines lines = new Lines()) {
            measured(T0, Duration.ZERO);
            own.set(T0.plusSeconds(1));
            measured(T0, Duration.ZERO);
            assertThat(lines.all()).isEmpty();
            own.set(T0.minusSeconds(5));
            for (int i = 0; i < 3; i++) measured(T0, Duration.ZERO);
            assertThat(clock.ownAhead()).isEqualTo(Duration.ofSeconds(-5));
            assertThat(lines.all())
                    .containsExactly("This machine's clock is 5000 ms behind the database's, whose time is used");
            own.set(T0);
            for (int i = 0; i < 3; i++) measured(T0, Duration.ZERO);
            assertThat(lines.all())
                    .hasSize(2)
                    .last()
                    .isEqualTo("This machine's clock agrees with the database's again");
        }
    }

    @ParameterizedTest
    @EnumSource
    void itTellsTheTimeOfTheDatabase(Engine engine) throws Exception {
        try (Database database = engine.migrated()) {
            DatabaseClock real = new DatabaseClock(Instant::now);
            real.measure(database);
            Instant earlier = real.instant();
            Instant said = database.inTransaction(
                    sql -> sql.first("select " + now(engine), row -> Instant.ofEpochMilli(row.getLong(1)))
                            .orElseThrow());
            Instant later = real.instant();
            assertThat(said).isBetween(earlier.minusMillis(300), later.plusMillis(300));
            real.measure(database);
            assertThat(real.instant()).isBetween(later.minusMillis(600), later.plusSeconds(10));
        }
    }

    @Test
    void aDatabaseThatIsAwayLeavesTheTimeAsItIsKnown() throws Exception {
        PostgresDatabase postgres = PostgresServer.newDatabase();
        try (Database database = Engine.open(postgres.jdbcUrl())) {
            postgres.takeAway();
            DatabaseClock real = new DatabaseClock(Instant::now);
            assertThatThrownBy(() -> real.measure(database)).isInstanceOf(Database.Unavailable.class);
            assertThatIllegalStateException().isThrownBy(real::instant);
            postgres.restore();
            real.measure(database);
            Instant before = real.instant();
            postgres.takeAway();
            assertThatThrownBy(() -> real.measure(database)).isInstanceOf(Database.Unavailable.class);
            assertThat(real.instant()).isAfter(before);
        }
    }

    private static String now(Engine engine) {
        String now = engine == Engine.H2 ? "current_timestamp" : "clock_timestamp()";
        return "floor(extract(epoch from " + now + ") * 1000)";
    }

    private void measured(Instant said, Duration roundTrip) {
        long asked = nanos.get();
        pass(roundTrip);
        clock.take(List.of(new Sample(asked, said, nanos.get())));
    }

    /** What the database's clock shows, which never lies. */
    private Instant database() {
        return T0.plusNanos(nanos.get() - START);
    }

    /** Until the next measurement; the machine's wall clock is right. */
    private void step() {
        pass(Duration.ofSeconds(10));
        own.set(database());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** What the clock logs meanwhile. */
    private static final class Lines implements AutoCloseable {
        private final Logger logger = (Logger) LoggerFactory.getLogger(DatabaseClock.class);
        private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

        Lines() {
            appender.start();
            logger.addAppender(appender);
        }

        List<String> all() {
            return appender.list.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }

        @Override
        public void close() {
            logger.detachAppender(appender);
        }
    }
}
