package io.carillon.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.wakeup.NodeClocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WallClocksTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private Set<String> members = Set.of("a", "b", "c");
    private final WallClocks clocks = new WallClocks(() -> members, nanos::get);

    @Test
    void nobodyConfirmsWhatNobodyWasHeardToSay() {
        assertThat(NodeClocks.UNKNOWN.confirm(T0, SECOND)).isFalse();
        assertThat(clocks.confirm(T0, SECOND)).isFalse();
    }

    @Test
    void aMajorityOfTheMembersConfirms() {
        clocks.heard("a", T0.minusSeconds(3600));
        clocks.heard("b", T0.plusMillis(900));
        assertThat(clocks.confirm(T0, SECOND)).isFalse();
        clocks.heard("c", T0.minusMillis(900));
        assertThat(clocks.confirm(T0, SECOND)).isTrue();
        assertThat(clocks.confirm(T0.plusSeconds(5), SECOND)).isFalse();
    }

    @Test
    void halfOfThemIsNoMajorityAndSilentMembersCount() {
        members = Set.of("a", "b", "c", "d");
        clocks.heard("a", T0);
        clocks.heard("b", T0);
        assertThat(clocks.confirm(T0, SECOND)).isFalse();
        clocks.heard("c", T0);
        assertThat(clocks.confirm(T0, SECOND)).isTrue();
    }

    @Test
    void whatAClockShowedGoesOnAndIsForgottenAfterTenSeconds() {
        clocks.heard("a", T0);
        clocks.heard("b", T0);
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(clocks.confirm(T0.plusSeconds(9), SECOND)).isTrue();
        assertThat(clocks.confirm(T0, SECOND)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(clocks.confirm(T0.plusSeconds(11), SECOND)).isFalse();
    }

    @Test
    void whoLeftTheClusterHasNoVote() {
        clocks.heard("a", T0);
        clocks.heard("b", T0);
        members = Set.of("a", "c", "d");
        assertThat(clocks.confirm(T0, SECOND)).isFalse();
    }
}
