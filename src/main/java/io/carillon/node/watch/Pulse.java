package io.carillon.node.watch;

import io.carillon.http.ClusterNews.Health;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Whether this node reaches its broker and its database, and since when. */
public final class Pulse {
    /** A database that has not answered for this long counts as lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final BooleanSupplier broker;
    private final BooleanSupplier database;
    private final IntSupplier waiting;
    private final InstantSource clock;
    private final Executor blocking;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Instant answered;
    private Link brokerLink;
    private Link databaseLink;

    private record Link(boolean up, Instant since) {
        Link now(boolean isUp, Instant at) {
            return isUp == up ? this : new Link(isUp, at);
        }
    }

    /** @param database whether it answers; may block */
    public Pulse(
            BooleanSupplier broker,
            IntSupplier waiting,
            BooleanSupplier database,
            InstantSource clock,
            Executor blocking) {
        this.broker = broker;
        this.database = database;
        this.waiting = waiting;
        this.clock = clock;
        this.blocking = blocking;
        answered = clock.instant();
        brokerLink = new Link(true, answered);
        databaseLink = brokerLink;
    }

    /** Called each second, never concurrently. */
    Health beat(String node) {
        if (asking.compareAndSet(false, true)) blocking.execute(this::ask);
        Instant now = clock.instant();
        brokerLink = brokerLink.now(broker.getAsBoolean(), now);
        Instant last = answered;
        databaseLink = last.plus(PATIENCE).isBefore(now) ? databaseLink.now(false, last) : databaseLink.now(true, now);
        return new Health(
                node,
                now,
                brokerLink.up(),
                brokerLink.since(),
                databaseLink.up(),
                databaseLink.since(),
                waiting.getAsInt());
    }

    private void ask() {
        try {
            if (database.getAsBoolean()) answered = clock.instant();
        } finally {
            asking.set(false);
        }
    }
}
