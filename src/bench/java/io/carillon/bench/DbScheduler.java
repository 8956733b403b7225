package io.carillon.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteReschedule;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * db-scheduler as its documentation tunes it for throughput: lock-and-fetch, polled every 100 ms. One row a device holds its
 * time of day and its commands, in a serialization that costs nothing; it keeps no line for each firing, and need not here.
 */
final class DbScheduler implements Contender {
    private static final Duration AHEAD = Duration.ofSeconds(2);

    private final int threads;
    private final double lower;
    private final double upper;
    private final HikariDataSource pool;
    private final Line line;
    private final Queue<Double> late = new ConcurrentLinkedQueue<>();
    private final CustomTask<String> ring;
    private final Scheduler scheduler;
    private int herds;

    /** Started. */
    DbScheduler(String url, Broker broker, int threads, double lower, double upper) throws SQLException {
        this.threads = threads;
        this.lower = lower;
        this.upper = upper;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(Database.USER);
        config.setPassword(Database.PASSWORD);
        config.setMaximumPoolSize(Math.max(threads, 16) + 4);
        pool = new HikariDataSource(config);
        createTable();
        line = new Line(broker);
        ring = Tasks.custom("ring", String.class).execute((instance, context) -> {
            Instant due = context.getExecution().executionTime;
            String[] data = instance.getData().split("\\|", 2);
            line.publish(Line.message(instance.getId(), data[1], due)).join();
            late.add(Line.late(due));
            return new OnCompleteReschedule<>(new Daily(ZoneOffset.UTC, LocalTime.parse(data[0])));
        });
        scheduler = Scheduler.create(pool, ring)
                .threads(threads)
                .pollUsingLockAndFetch(lower, upper)
                .pollingInterval(Duration.ofMillis(100))
                .schedulerName(new SchedulerName.Fixed("bench"))
                .serializer(new Text())
                .build();
        scheduler.start();
    }

    /** Bytes that are the text itself. */
    private static final class Text implements Serializer {
        @Override
        public byte[] serialize(Object data) {
            return ((String) data).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public <T> T deserialize(Class<T> type, byte[] stored) {
            return type.cast(new String(stored, StandardCharsets.UTF_8));
        }
    }

    @Override
    public String name() {
        return "db-scheduler, %d threads, lock-and-fetch %.1f to %.1f".formatted(threads, lower, upper);
    }

    @Override
    public Round round(int size) throws Exception {
        String prefix = "db%03d-".formatted(herds++);
        late.clear();
        // stored as not yet due, then made due at one instant
        Instant later = Instant.now().plus(Duration.ofDays(2));
        String data = LocalTime.ofInstant(Instant.now().minusSeconds(60), ZoneOffset.UTC) + "|" + Line.COMMANDS;
        scheduler.scheduleBatch(
                IntStream.range(0, size).<TaskInstance<?>>mapToObj(nr -> ring.instance(prefix + nr, data)), later);
        Instant due;
        try (Connection connection = pool.getConnection()) {
            execute(connection, "vacuum analyze scheduled_tasks");
            due = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(AHEAD);
            makeDue(connection, later, due);
            Contender.sleepUntil(due);
            while (someAreDueAt(connection, due)) Thread.sleep(20);
        }
        double seconds = Line.late(due) / 1_000;
        Percentiles all = Percentiles.of(late.stream().mapToDouble(Double::doubleValue));
        if (all.sorted().length != size) throw new IllegalStateException(all.sorted().length + " of " + size);
        return new Round(all, seconds);
    }

    /** Schedules as an application would, one call a device, from so many threads: calls a second. */
    Percentiles schedule(int size, int callers) throws InterruptedException {
        String prefix = "in%03d-".formatted(herds++);
        Instant later = Instant.now().plus(Duration.ofDays(2));
        return Callers.run(
                size,
                callers,
                () -> nr -> scheduler.schedule(ring.instance(prefix + nr, "07:15|" + Line.COMMANDS), later));
    }

    private static void makeDue(Connection connection, Instant from, Instant to) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update scheduled_tasks set execution_time = ? where execution_time = ?")) {
            update.setTimestamp(1, Timestamp.from(to));
            update.setTimestamp(2, Timestamp.from(from));
            update.executeUpdate();
        }
    }

    private static boolean someAreDueAt(Connection connection, Instant due) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select 1 from scheduled_tasks where execution_time = ? limit 1")) {
            select.setTimestamp(1, Timestamp.from(due));
            try (ResultSet found = select.executeQuery()) {
                return found.next();
            }
        }
    }

    /** As db-scheduler's own postgresql_tables.sql, less the index for priorities, which are off. */
    private void createTable() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            execute(connection, "drop table if exists scheduled_tasks");
            execute(
                    connection,
                    """
                    create table scheduled_tasks (task_name text not null, task_instance text not null, task_data bytea,
                        execution_time timestamp with time zone, picked boolean not null, picked_by text,
                        last_success timestamp with time zone, last_failure timestamp with time zone,
                        consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,
                        priority smallint, state text, primary key (task_name, task_instance))""");
            execute(connection, "create index execution_time_idx on scheduled_tasks (execution_time)");
            execute(connection, "create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        scheduler.stop();
        line.close();
        pool.close();
    }
}
