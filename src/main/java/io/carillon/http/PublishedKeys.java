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
 * The newest keys of a JWKS that could be had: fetched by one at a time, not more often than a limit, and kept through an
 * outage of where they come from. Only who needs what is not at hand waits for a fetch.
 */
final class PublishedKeys {
    private static final Logger log = LoggerFactory.getLogger(PublishedKeys.class);

    /** After that they are fetched anew, without anybody waiting. */
    private static final long FRESH = Duration.ofMinutes(5).toNanos();
    /** After that, unless the fetch fails, everybody waits for it: a key that was withdrawn long ago must not serve. */
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

    /** @param nanos time that never jumps */
    PublishedKeys(JWKSetSource<SecurityContext> source, Executor blocking, LongSupplier nanos) {
        this.source = source;
        this.blocking = blocking;
        this.nanos = nanos;
    }

    /** What is there, if it is new enough to go by. */
    synchronized Optional<JWKSet> atHand() {
        if (last == null) return Optional.empty();
        long age = nanos.getAsLong() - last.at();
        if (age > FRESH) fetch();
        return age < (away ? KEPT_IN_OUTAGE : STALE) ? Optional.of(last.keys()) : Optional.empty();
    }

    /** Fetched anew, or what is there where that is not possible now. Fails with {@link Refused} where there is nothing. */
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
        if (away) log.info("The JWKS is back");
        away = false;
        last = new Fetched(keys, nanos.getAsLong());
        fetching = null;
    }

    private synchronized void failed(Exception failure) {
        if (!away) log.warn("The JWKS cannot be had: {}", failure.getMessage());
        away = true;
        fetching = null;
    }

    private record Fetched(JWKSet keys, long at) {}
}
