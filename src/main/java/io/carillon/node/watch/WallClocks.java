package io.carillon.node.watch;

import io.carillon.wakeup.NodeClocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The time last received of each node's wall clock. Thread-safe. */
final class WallClocks implements NodeClocks {
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(10);

    private record Heard(Instant showed, long nanos) {
        @Nullable
        Instant now(long now) {
            Duration since = Duration.ofNanos(now - nanos);
            return since.compareTo(HEARD_WITHIN) > 0 ? null : showed.plus(since);
        }
    }

    private final Supplier<Set<String>> members;
    private final LongSupplier nanos;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();

    /** @param members of the cluster, unreachable ones too; must not block */
    WallClocks(Supplier<Set<String>> members, LongSupplier nanos) {
        this.members = members;
        this.nanos = nanos;
    }

    void heard(String node, Instant shows) {
        heard.put(node, new Heard(shows, nanos.getAsLong()));
        heard.keySet().retainAll(members.get());
    }

    @Override
    public boolean confirm(Instant time, Duration within) {
        Set<String> all = members.get();
        long now = nanos.getAsLong();
        long agree = all.stream()
                .map(heard::get)
                .filter(node -> node != null && shows(node.now(now), time, within))
                .count();
        return 2 * agree > all.size();
    }

    private static boolean shows(@Nullable Instant clock, Instant time, Duration within) {
        return clock != null && Duration.between(clock, time).abs().compareTo(within) <= 0;
    }
}
