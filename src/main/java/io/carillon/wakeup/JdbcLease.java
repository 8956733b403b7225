package io.carillon.wakeup;

import akka.actor.Cancellable;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import io.carillon.wakeup.Leases.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Akka's lease as a row of the database. Several processes may share it under one owner's name; each renews it every {@code
 * heartbeat-interval}. Its expiry needs no clock: it has expired for whoever has read it for {@code heartbeat-timeout},
 * without a gap, and seen no renewal. So while the database is away it expires for nobody.
 */
public final class JdbcLease extends Lease {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcLease.class);

    private final LeaseSettings settings;
    private final ActorSystem<?> system;
    private final Leases leases;
    private final Duration every;
    private final Duration timeout;

    private @Nullable Row watched;
    private long since;
    private long last;
    private @Nullable Cancellable heartbeat;
    private Consumer<Optional<Throwable>> lost = why -> {};
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile boolean held;

    /** Called by Akka. */
    public JdbcLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.system = Adapter.toTyped(system);
        leases = Leases.get(this.system);
        every = settings.timeoutSettings().getHeartbeatInterval();
        timeout = settings.timeoutSettings().getHeartbeatTimeout();
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return acquire(why -> {});
    }

    /** @param whenLost called once, when another owner is seen to renew it, even if it was never acquired */
    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> whenLost) {
        synchronized (this) {
            lost = whenLost;
        }
        return attempt().thenApply(mine -> {
            if (mine) renewFromNowOn();
            return mine;
        });
    }

    @Override
    public CompletionStage<Boolean> release() {
        stopRenewing();
        return leases.read(settings.leaseName())
                .thenCompose(row -> row.owner().equals(settings.ownerName())
                        ? leases.free(settings.leaseName(), row)
                        : CompletableFuture.completedFuture(true));
    }

    @Override
    public boolean checkLease() {
        return held;
    }

    /** Renews this owner's lease by a single statement, so that its members do not block one another. */
    private CompletionStage<Boolean> attempt() {
        return leases.renew(settings.leaseName(), settings.ownerName())
                .thenCompose(renewed -> renewed.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> leases.transactions().run(this::attempt)))
                .thenApply(this::saw);
    }

    private Row attempt(Sql sql) throws SQLException {
        Row row = Leases.lock(sql, settings.leaseName());
        return mayTake(row) ? Leases.take(sql, settings.leaseName(), settings.ownerName(), row) : row;
    }

    private synchronized boolean mayTake(Row row) {
        return !row.isHeld() || isMine(row) || leases.alone() || hasRunOut(row);
    }

    private boolean isMine(Row row) {
        return row.owner().equals(settings.ownerName());
    }

    private boolean hasRunOut(Row row) {
        long now = System.nanoTime();
        return isSame(row) && now - last < timeout.toNanos() / 2 && now - since >= timeout.toNanos();
    }

    private boolean isSame(Row row) {
        return watched != null && watched.owner().equals(row.owner()) && watched.renewal() == row.renewal();
    }

    /** Whether it is held by this owner now. */
    private boolean saw(Row row) {
        if (isRenewedByAnother(row)) {
            Consumer<Optional<Throwable>> told = stopRenewing();
            told.accept(Optional.empty());
        }
        return watch(row);
    }

    private synchronized boolean isRenewedByAnother(Row row) {
        return !isMine(row)
                && watched != null
                && watched.owner().equals(row.owner())
                && watched.renewal() < row.renewal();
    }

    private synchronized boolean watch(Row row) {
        long now = System.nanoTime();
        if (!isSame(row) || now - last >= timeout.toNanos() / 2) since = now;
        last = now;
        watched = row;
        held = isMine(row);
        return held;
    }

    private synchronized void renewFromNowOn() {
        if (heartbeat == null)
            heartbeat = system.scheduler().scheduleWithFixedDelay(every, every, this::renew, system.executionContext());
    }

    private void renew() {
        if (!renewing.compareAndSet(false, true)) return;
        attempt().whenComplete((mine, failed) -> {
            renewing.set(false);
            if (failed != null) LOG.debug("The lease was not renewed: {}", Database.reason(failed));
        });
    }

    /** Returns the listener to call, once. */
    private synchronized Consumer<Optional<Throwable>> stopRenewing() {
        Consumer<Optional<Throwable>> told = lost;
        lost = why -> {};
        held = false;
        if (heartbeat != null) heartbeat.cancel();
        heartbeat = null;
        return told;
    }
}
