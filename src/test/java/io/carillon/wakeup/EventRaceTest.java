package io.carillon.wakeup;

import static io.carillon.wakeup.Store.land;
import static io.carillon.wakeup.Store.landing;
import static io.carillon.wakeup.Store.texts;
import static io.carillon.wakeup.Store.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.PostgresServer;
import io.carillon.schedule.DeviceId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several writers of the same events at one time. */
class EventRaceTest {
    private static final int DEVICES = 100;
    private static final int NUMBERS = 8;

    @ParameterizedTest
    @EnumSource
    void ofWritersOnSeveralPoolsOneLandsEachNumberOfADevice(Engine engine) throws Exception {
        String url = engine.newUrl();
        try (Database one = Engine.open(url);
                Database two = Engine.open(url)) {
            one.migrate();
            race(List.of(one, two, two));
            assertThat(Store.events(one)).hasSize(DEVICES * NUMBERS);
            assertThat(texts(one, "select min(seq) || ' ' || max(seq) from wakeup"))
                    .containsExactly(NUMBERS + " " + NUMBERS);
        }
    }

    /** A deadlock would be found in the end and the transaction done again: only the server tells. */
    @Test
    void onPostgresqlWritersOfManyDevicesNeverDeadlock() throws Exception {
        String url = Engine.POSTGRESQL.newUrl();
        try (Connection observer = DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD)) {
            try (Database one = Engine.open(url);
                    Database two = Engine.open(url)) {
                one.migrate();
                race(List.of(one, two, two));
            }
            await("sessions, ended, have told the statistics")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> JdbcWakeupsTest.number(observer, JdbcWakeupsTest.OTHER_SESSIONS) == 0);
            assertThat(JdbcWakeupsTest.number(observer, JdbcWakeupsTest.DEADLOCKS))
                    .isZero();
        }
    }

    /** Each writes each number of each device, in batches of its own order; the landed are counted. */
    private static void race(List<Database> writers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        CyclicBarrier together = new CyclicBarrier(writers.size());
        AtomicInteger landed = new AtomicInteger();
        try {
            List<Future<?>> races = new ArrayList<>();
            for (Database writer : writers)
                races.add(threads.submit(() -> {
                    for (int number = 1; number <= NUMBERS; number++) {
                        together.await();
                        List<Landing> batch = new ArrayList<>();
                        for (int i = 0; i < DEVICES; i++)
                            batch.add(landing(new DeviceId((i % 2 == 0 ? "a" : "B") + i), number, write()));
                        Collections.shuffle(batch);
                        for (boolean one : land(writer, batch)) if (one) landed.incrementAndGet();
                    }
                    return true;
                }));
            for (Future<?> one : races) one.get(3, TimeUnit.MINUTES);
        } finally {
            threads.shutdownNow();
        }
        assertThat(landed).hasValue(DEVICES * NUMBERS);
    }
}
