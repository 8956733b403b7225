package io.carillon.http;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest keys fetched from a JWKS. One fetch at a time, no more often than a limit; kept while the source is
 * unavailable. A caller waits for a fetch only where the key that it needs is not at hand.
 */
final class PublishedKeys {
    private static final Logger log = LoggerFactory.getLogger(PublishedKeys.class);

    /** The age at which they are fetched again in the background. */
    private static final long FRESH = Duration.ofMinutes(5).toNanos();
    /** The age at which callers wait for the fetch, unless it fails: a key withdrawn long ago must not be accepted. */
    private static final long STALE = 2 * FRESH;

    private static final long KEPT_IN_OUTAGE = Duration.ofHours(24).toNanos();
    private static final Duration WAIT_FOR_FETCH = Duration.ofSeconds(3);
    private static final long FETCH_INTERVAL = Duration.ofSeconds(10).toNanos();
    private static final int FETCHES_IN_INTERVAL = 2;

    private final JWKSetSource<SecurityContext> source;
    private final Executor blocking;
    private final LongSupplier nanos;

    // guarded by this
    private @Nullable Fetched last;
    private @Nullable CompletableFuture<JWKSet> fetching;
    private final Deque<Long> begun = new ArrayDeque<>();
    private boolean away;

    /** @param nanos a monotonic clock */
    PublishedKeys(JWKSetSource<SecurityContext> source, Executor blocking, LongSupplier nanos) {
        this.source = source;
        this.blocking = blocking;
        this.nanos = nanos;
    }

    /** The present keys, if they are recent enough. */
    synchronized Optional<JWKSet> atHand() {
        if (last == null) return Optional.empty();
        long age = nanos.getAsLong() - last.at();
        if (age > FRESH) fetch();
        return age < (away ? KEPT_IN_OUTAGE : STALE) ? Optional.of(last.keys()) : Optional.empty();
    }

    /**
     * Fetches the keys, or returns the present ones where that fails. Fails with {@link Refused} where there are none.
     */
    CompletionStage<JWKSet> anew() {
        return fetch().copy()
                .orTimeout(WAIT_FOR_FETCH.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> atHand().orElseThrow(() -> new Refused(Refusal.UNAVAILABLE)));
    }

    private synchronized CompletableFuture<JWKSet> fetch() {
        if (fetching != null) return fetching;
        long now = nanos.getAsLong();
        while (!begun.isEmpty() && now - begun.peekFirst() > FETCH_INTERVAL) begun.removeFirst();
        if (begun.size() == FETCHES_IN_INTERVAL)
            return CompletableFuture.failedFuture(new KeySourceException("fetched a moment ago"));
        begun.addLast(now);
        CompletableFuture<JWKSet> fetch = new CompletableFuture<>();
        fetching = fetch;
        blocking.execute(() -> fetch(fetch));
        return fetch;
    }

    private void fetch(CompletableFuture<JWKSet> fetch) {
        try {
            JWKSet keys = source.getJWKSet(JWKSetCacheRefreshEvaluator.forceRefresh(), System.nanoTime(), null);
            fetched(keys);
            fetch.complete(keys);
        } catch (KeySourceException | RuntimeException failure) {
            failed(failure);
            fetch.completeExceptionally(failure);
        }
    }

    private synchronized void fetched(JWKSet keys) {
        if (away) log.info("The JWKS is available again");
        away = false;
        last = new Fetched(keys, nanos.getAsLong());
        fetching = null;
    }

    private synchronized void failed(Exception failure) {
        if (!away) log.warn("The JWKS cannot be fetched: {}", failure.getMessage());
        away = true;
        fetching = null;
    }

    private record Fetched(JWKSet keys, long at) {}
}
