package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import io.carillon.schedule.UserId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code CARILLON_RATE_LIMIT}: contract 1, <i>The edge</i>. */
class RateLimitTest {
    private long nanos;
    private final RateLimit limit = new RateLimit(10, () -> nanos);

    @Test
    void aBucketHoldsFiveTimesASecondsRequestsAndFillsAtTheLimit() {
        assertThat(admitted("ann", 100)).isEqualTo(50);
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(admitted("ann", 100)).isEqualTo(10);
        nanos += Duration.ofHours(1).toNanos();
        assertThat(admitted("ann", 100)).isEqualTo(50);
    }

    @Test
    void eachUserHasOneOfHisOwnAndAdministratorsNone() {
        assertThat(admitted("ann", 100)).isEqualTo(50);
        assertThat(admitted("bob", 100)).isEqualTo(50);
        for (int i = 0; i < 100; i++) limit.admit(token("root", true));
    }

    @Test
    void unsetNothingBounds() {
        RateLimit none = new RateLimit(0, () -> nanos);
        for (int i = 0; i < 100; i++) none.admit(token("ann", false));
    }

    @Test
    void whoSendsMoreIsToldWhenToComeAgain() {
        try (Served api = new Served(
                new ApiSettings(Served.ZONE, DayOfWeek.SUNDAY, false, Cors.OFF, 1, ConsoleActions.ON_AND_OFF), "")) {
            api.bind("dev", "ann");
            Answered last = api.get("/v3/schedule/tasks/?device_id=dev");
            // a machine so slow that the bucket fills meanwhile sends more
            for (int i = 0; i < 1000 && last.status() == 200; i++) last = api.get("/v3/schedule/tasks/?device_id=dev");
            assertThat(last.status()).isEqualTo(429);
            assertThat(last.code()).isEqualTo(10060);
            assertThat(last.raw().headers().firstValueAsLong("Retry-After")).hasValue(1);
            assertThat(api.asAdmin("GET", "/v3/devices/dev/").status()).isEqualTo(200);
        }
    }

    private int admitted(String user, int asked) {
        int admitted = 0;
        for (int i = 0; i < asked; i++)
            try {
                limit.admit(token(user, false));
                admitted++;
            } catch (Refused refused) {
                assertThat(refused.refusal().status()).isEqualTo(429);
            }
        return admitted;
    }

    private static Token token(String user, boolean admin) {
        return new Token(new UserId(user), admin, Set.of(), Instant.MAX);
    }
}
