package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of all nodes: the database's time. It is sampled every 10 s; between samples, and while the database is away,
 * the machine's monotonic clock carries it on. It returns the earliest time that the most precise sample allows, so network
 * delay never puts it ahead of the database. The machine's wall clock is compared, never used: a time that contradicts both
 * it and the monotonic clock is rejected until a minute of samples, or the wall clocks of a majority of the nodes, confirm
 * it.
 */
public final class DatabaseClock implements InstantSource {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final int SAMPLES = 3;
    /** Two machines' clocks drift apart by at most one part in this many: 200 ppm. */
    private static final long DRIFT = 5000;

    private static final Duration TOLERATED = Duration.ofSeconds(1);
    /** At the start there is no earlier sample: only a difference this large from the machine's own clock is doubted. */
    private static final Duration TOLERATED_AT_FIRST = Duration.ofMinutes(1);

    private static final Duration CONFIRMED = Duration.ofMinutes(1);

    /**
     * The database's time, read between two readings of the monotonic clock. At a later reading the database's time lies
     * between {@link #earliest} and {@link #latest}.
     *
     * @param asked in nanoseconds, like {@code answered}
     */
    record Sample(long asked, Instant said, long answered) {
        long roundTrip() {
            return answered - asked;
        }

        private long drift(long nanos) {
            return (nanos - answered) / DRIFT;
        }

        Instant earliest(long nanos) {
            return said.plusNanos(nanos - answered - drift(nanos));
        }

        Instant latest(long nanos) {
            return said.plusNanos(nanos - asked + drift(nanos));
        }

        /** Between {@link #earliest} and {@link #latest}. */
        Instant middle(long nanos) {
            return said.plusNanos(nanos - answered + roundTrip() / 2);
        }

        Duration uncertainty(long nanos) {
            return Duration.ofNanos(roundTrip() / 2 + drift(nanos));
        }

        /** The least by which it is ahead of the other sample; negative where it is behind, zero where they agree. */
        Duration ahead(Sample other, long nanos) {
            if (earliest(nanos).isAfter(other.latest(nanos)))
                return Duration.between(other.latest(nanos), earliest(nanos));
            if (latest(nanos).isBefore(other.earliest(nanos)))
                return Duration.between(other.earliest(nanos), latest(nanos));
            return Duration.ZERO;
        }
    }

    private final InstantSource own;
    private final LongSupplier nanos;
    private volatile long told;
    private volatile @Nullable Sample trusted;
    private volatile @Nullable Sample doubted;
    private volatile boolean readOnly;
    private volatile NodeClocks nodes = NodeClocks.UNKNOWN;
    private boolean ownIsOff;

    /** @param own the machine's wall clock, for comparison */
    public DatabaseClock(InstantSource own) {
        this(own, System::nanoTime);
    }

    DatabaseClock(InstantSource own, LongSupplier nanos) {
        this.own = own;
        this.nanos = nanos;
        told = nanos.getAsLong();
    }

    /** @throws IllegalStateException before the first measurement */
    @Override
    public Instant instant() {
        return known().earliest(nanos.getAsLong());
    }

    /**
     * How far the machine's wall clock is ahead of this one; negative where it is behind.
     *
     * @throws IllegalStateException before the first measurement
     */
    public Duration ownAhead() {
        return ownAhead(known(), nanos.getAsLong());
    }

    /** Whether the database's latest time is not believed. */
    public boolean doubts() {
        return doubted != null;
    }

    private Sample known() {
        Sample sample = trusted;
        if (sample == null) throw new IllegalStateException("the database's time is not known yet");
        return sample;
    }

    /** The time since the last sample: it grows while the database is away. */
    public Duration sinceMeasured() {
        return Duration.ofNanos(nanos.getAsLong() - told);
    }

    /** Whether the database was read-only at the last sample: a standby, or a former primary. */
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
            if (trusted == null)
                throw new SQLException("its clock contradicts this machine's, a minute of samples must confirm it");
        } catch (SQLException failed) {
            throw new Database.Unavailable(failed);
        }
    }

    /** From now on these clocks may confirm a time that this node doubts. */
    public void heed(NodeClocks clocks) {
        nodes = clocks;
    }

    /** Measures periodically for as long as the system lives. */
    public void keepMeasuring(Database database, ActorSystem<?> system) {
        Runnable measure = () -> {
            try {
                ask(database);
            } catch (SQLException | RuntimeException failed) {
                LOG.debug("The database's time could not be read: {}", Database.reason(failed));
            }
        };
        system.scheduler().scheduleWithFixedDelay(EVERY, EVERY, measure, Transactions.dispatcher(system));
    }

    private void ask(Database database) throws SQLException {
        try {
            take(database.statementByStatement(sql -> samples(sql)));
            readOnly = false;
        } catch (SQLException failed) {
            readOnly = Pool.isReadOnly(failed);
            throw failed;
        }
    }

    private List<Sample> samples(Sql sql) throws SQLException {
        List<Sample> samples = new ArrayList<>();
        sql.execute(sql.dialect().onPrimary);
        for (int i = 0; i < SAMPLES; i++) {
            long asked = nanos.getAsLong();
            Instant said = sql.first(sql.dialect().tellTime, row -> row.getObject(1, OffsetDateTime.class))
                    .orElseThrow()
                    .toInstant();
            samples.add(new Sample(asked, said, nanos.getAsLong()));
        }
        return samples;
    }

    /** Uses the sample with the shortest round trip. */
    void take(List<Sample> samples) {
        samples.stream().min(Comparator.comparing(Sample::roundTrip)).ifPresent(sample -> {
            told = sample.answered();
            if (isBelieved(sample)) doubted = null;
            compareOwn();
        });
    }

    /** Adopts the sample where it is more precise than the trusted one, or shows that the database's clock was set. */
    private boolean isBelieved(Sample sample) {
        Sample known = trusted;
        long now = nanos.getAsLong();
        if (known == null) {
            boolean apart = isBeyond(TOLERATED_AT_FIRST, ownAhead(sample, now));
            if (apart && !isConfirmed(sample, now)) return false;
            trusted = sample;
            return true;
        }
        Duration moved = sample.ahead(known, now);
        if (moved.isZero()) {
            if (sample.uncertainty(now).compareTo(known.uncertainty(now)) < 0) trusted = sample;
            return true;
        }
        if (isBeyond(TOLERATED, moved)) {
            if (isBeyond(TOLERATED, ownAhead(sample, now)) && !isConfirmed(sample, now)) return false;
            LOG.warn("The database's clock was set: it is {} of its earlier time", ahead(moved));
        }
        trusted = sample;
        return true;
    }

    private boolean isConfirmed(Sample sample, long now) {
        if (nodes.confirm(sample.middle(now), TOLERATED)) {
            LOG.warn(
                    "This node's clocks contradict the database's, but a majority of the nodes' wall clocks confirm it");
            return true;
        }
        Sample first = doubted;
        if (first != null && !isBeyond(TOLERATED, sample.ahead(first, now)))
            return now - first.answered() >= CONFIRMED.toNanos();
        doubted = sample;
        Sample known = trusted;
        if (first == null)
            LOG.warn(
                    "The database's clock is {} of {}: not believed until {} s of samples confirm it",
                    ahead(known == null ? ownAhead(sample, now).negated() : sample.ahead(known, now)),
                    known == null ? "this machine's" : "its earlier time",
                    CONFIRMED.toSeconds());
        return false;
    }

    private Duration ownAhead(Sample sample, long now) {
        return Duration.between(sample.middle(now), own.instant());
    }

    private static String ahead(Duration off) {
        return off.abs().toMillis() + " ms " + (off.isNegative() ? "behind" : "ahead");
    }

    private static boolean isBeyond(Duration tolerated, Duration off) {
        return off.abs().compareTo(tolerated) > 0;
    }

    private void compareOwn() {
        if (trusted == null) return;
        Duration ahead = ownAhead();
        boolean off = isBeyond(TOLERATED, ahead);
        if (off && !ownIsOff)
            LOG.warn(
                    "This machine's clock is {} ms {} the database's, whose time is used",
                    ahead.abs().toMillis(),
                    ahead.isNegative() ? "behind" : "ahead of");
        if (!off && ownIsOff) LOG.info("This machine's clock agrees with the database's again");
        ownIsOff = off;
    }
}
