package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of all nodes: the database's time. Asked for now and then, with half the round trip taken off, and carried
 * on in between, and while the database is away, by the machine's monotonic clock. The machine's own wall clock is never
 * used, only compared. May step by what a measurement was wrong, which is at most half its round trip.
 */
public final class DatabaseClock implements InstantSource {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final int SAMPLES = 3;
    /** What took longer to ask than this says too little, */
    private static final Duration SLOW = Duration.ofMillis(500);
    /** unless nothing better came for so long. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration TOLERATED = Duration.ofSeconds(1);

    /**
     * What the database's clock said between two readings of the monotonic one.
     *
     * @param asked in nanoseconds, as {@code answered}
     */
    record Sample(long asked, Instant said, long answered) {
        Duration roundTrip() {
            return Duration.ofNanos(answered - asked);
        }

        /** The database's time at the reading {@code nanos}. */
        Instant at(long nanos) {
            return said.plusNanos(nanos - asked - (answered - asked) / 2);
        }
    }

    private final InstantSource own;
    private final LongSupplier nanos;
    private final long made;
    private volatile @Nullable Sample trusted;
    private volatile boolean readOnly;
    private boolean ownIsOff;

    /** @param own the machine's wall clock, to be compared */
    public DatabaseClock(InstantSource own) {
        this(own, System::nanoTime);
    }

    DatabaseClock(InstantSource own, LongSupplier nanos) {
        this.own = own;
        this.nanos = nanos;
        this.made = nanos.getAsLong();
    }

    /** @throws IllegalStateException if it was never measured */
    @Override
    public Instant instant() {
        Sample sample = trusted;
        if (sample == null) throw new IllegalStateException("the database's time is not known yet");
        return sample.at(nanos.getAsLong());
    }

    /**
     * How far the machine's wall clock is ahead of this one; negative where it is behind.
     *
     * @throws IllegalStateException if it was never measured
     */
    public Duration ownAhead() {
        return Duration.between(instant(), own.instant());
    }

    /** How long ago the database last told the time: it grows while the database is away. */
    public Duration sinceMeasured() {
        Sample sample = trusted;
        return Duration.ofNanos(nanos.getAsLong() - (sample == null ? made : sample.answered()));
    }

    /** Whether the database took no writes when it was last asked: a standby, or a primary that no longer is one. */
    public boolean readOnly() {
        return readOnly;
    }

    /**
     * Measures for the first time; blocks.
     *
     * @throws Database.Unavailable if the time is still not known: try again
     */
    public void measure(Database database) throws Database.Unavailable {
        try {
            ask(database);
            if (trusted == null) throw new SQLException("more than " + SLOW.toMillis() + " ms to tell the time");
        } catch (SQLException failed) {
            throw new Database.Unavailable(failed);
        }
    }

    /** Measures again and again, for as long as the system lives. */
    public void keepMeasuring(Database database, ActorSystem<?> system) {
        Runnable measure = () -> {
            try {
                ask(database);
            } catch (SQLException | RuntimeException failed) {
                LOG.debug("The database did not tell the time: {}", Database.reason(failed));
            }
        };
        system.scheduler().scheduleWithFixedDelay(EVERY, EVERY, measure, Transactions.dispatcher(system));
    }

    private void ask(Database database) throws SQLException {
        try {
            take(database.inTransaction(connection -> samples(connection, database.dialect())));
            readOnly = false;
        } catch (SQLException failed) {
            readOnly = Pool.isReadOnly(failed);
            throw failed;
        }
    }

    private List<Sample> samples(Connection connection, Dialect dialect) throws SQLException {
        List<Sample> samples = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute(dialect.onPrimary);
            for (int i = 0; i < SAMPLES; i++) {
                long asked = nanos.getAsLong();
                try (ResultSet result = statement.executeQuery(dialect.tellTime)) {
                    long answered = nanos.getAsLong();
                    result.next();
                    Instant said = result.getObject(1, OffsetDateTime.class).toInstant();
                    samples.add(new Sample(asked, said, answered));
                }
                // the time that H2 tells stands still within a transaction
                connection.commit();
            }
        }
        return samples;
    }

    /** Trusts the quickest of the samples. */
    void take(List<Sample> samples) {
        Optional<Sample> best = samples.stream().min(Comparator.comparing(Sample::roundTrip));
        best.filter(sample -> sample.roundTrip().compareTo(SLOW) <= 0 || waitedLong())
                .ifPresent(sample -> {
                    trusted = sample;
                    compareOwn();
                });
    }

    private boolean waitedLong() {
        Sample sample = trusted;
        long since = sample == null ? made : sample.answered();
        return nanos.getAsLong() - since >= PATIENCE.toNanos();
    }

    private void compareOwn() {
        Duration ahead = ownAhead();
        boolean off = ahead.abs().compareTo(TOLERATED) > 0;
        if (off && !ownIsOff)
            LOG.warn(
                    "this machine's clock is {} ms {} the database's, whose time is used",
                    ahead.abs().toMillis(),
                    ahead.isNegative() ? "behind" : "ahead of");
        if (!off && ownIsOff) LOG.info("this machine's clock agrees with the database's again");
        ownIsOff = off;
    }
}
