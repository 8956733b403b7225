package io.carillon.http;

import io.carillon.schedule.UserId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits a user's requests a second on this node, by a bucket of five times as many. Administrators are not limited.
 */
final class RateLimit {
    private static final int SECONDS = 5;
    private static final int MOST_USERS = 100_000;
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanos;

    /** The buckets of the most recent users; an evicted bucket is full again. */
    private final Map<UserId, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Bucket> eldest) {
            return size() > MOST_USERS;
        }
    };

    /**
     * @param perSecond 0: unbounded
     * @param nanos a monotonic clock
     */
    RateLimit(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    /** Counts the request, or throws {@link Refused}. */
    Token admit(Token token) {
        if (perSecond == 0 || token.admin()) return token;
        double left = left(token.user());
        if (left < 0) throw new Refused(Refusal.tooManyRequests((long) Math.ceil(-left / perSecond)));
        return token;
    }

    /** What is left in the user's bucket after this request; negative where it must be refused. */
    private synchronized double left(UserId user) {
        long now = nanos.getAsLong();
        double most = (double) perSecond * SECONDS;
        Bucket before = buckets.getOrDefault(user, new Bucket(most, now));
        double there = Math.min(most, before.left() + (now - before.at()) / SECOND * perSecond);
        buckets.put(user, new Bucket(there < 1 ? there : there - 1, now));
        return there - 1;
    }

    private record Bucket(double left, long at) {}
}
