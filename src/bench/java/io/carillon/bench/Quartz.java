package io.carillon.bench;

import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import io.carillon.e2e.Broker;
import io.carillon.e2e.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Properties;
import java.util.Queue;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/** Quartz with its clustered JDBC store: one job, a cron trigger a device, acquired in batches as large as its pool. */
final class Quartz implements Contender {
    private static final String SQL = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";
    private static final Duration AHEAD = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Quartz makes its jobs by itself, so they find these here. */
    private static volatile Queue<Double> late = new ConcurrentLinkedQueue<>();

    private static volatile @Nullable Line shared;

    private final String url;
    private final int threads;
    private final Line line;
    private final Scheduler scheduler;
    private int herds;

    /** Started. */
    Quartz(String url, Broker broker, int threads) throws SQLException, IOException, SchedulerException {
        this.url = url;
        this.threads = threads;
        line = new Line(broker);
        shared = line;
        try (InputStream tables = Scheduler.class.getResourceAsStream(SQL)) {
            execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
        }
        scheduler = new StdSchedulerFactory(settings()).getScheduler();
        scheduler.addJob(newJob(Ring.class).withIdentity("ring").storeDurably().build(), true);
        scheduler.start();
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "bench");
        settings.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", Integer.toString(threads));
        settings.setProperty("org.quartz.threadPool.threadCount", Integer.toString(threads));
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        settings.setProperty(
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
        settings.setProperty("org.quartz.jobStore.isClustered", "true");
        settings.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        settings.setProperty("org.quartz.jobStore.misfireThreshold", "3600000");
        settings.setProperty("org.quartz.jobStore.dataSource", "store");
        settings.setProperty("org.quartz.dataSource.store.provider", "hikaricp");
        settings.setProperty("org.quartz.dataSource.store.driver", "org.postgresql.Driver");
        settings.setProperty("org.quartz.dataSource.store.URL", url);
        settings.setProperty("org.quartz.dataSource.store.user", Database.USER);
        settings.setProperty("org.quartz.dataSource.store.password", Database.PASSWORD);
        settings.setProperty("org.quartz.dataSource.store.maxConnections", Integer.toString(threads + 4));
        return settings;
    }

    /** What a trigger of Quartz runs. */
    public static final class Ring implements Job {
        @Override
        public void execute(JobExecutionContext context) throws JobExecutionException {
            Instant due = context.getScheduledFireTime().toInstant();
            Objects.requireNonNull(shared)
                    .publish(Line.message(context.getTrigger().getKey().getName(), Line.COMMANDS, due))
                    .join();
            late.add(Line.late(due));
        }
    }

    @Override
    public String name() {
        return "Quartz, clustered, %d threads, batches of as many".formatted(threads);
    }

    /** One trigger is stored by Quartz itself, and its rows are copied. */
    @Override
    public Round round(int size) throws Exception {
        String prefix = "qz%03d-".formatted(herds++);
        late.clear();
        ZonedDateTime soon = Instant.now()
                .truncatedTo(ChronoUnit.SECONDS)
                .plus(AHEAD)
                .plusSeconds(4 + size / 1_000)
                .atZone(ZoneOffset.UTC);
        Instant due = soon.toInstant();
        JobDetail job = scheduler.getJobDetail(org.quartz.JobKey.jobKey("ring"));
        scheduler.scheduleJob(newTrigger()
                .withIdentity(prefix + 0)
                .forJob(job)
                .withSchedule(
                        cronSchedule("%d %d %d * * ?".formatted(soon.getSecond(), soon.getMinute(), soon.getHour()))
                                .inTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC)))
                .build());
        // in one transaction: Quartz must not find a trigger without its cron
        execute(copying("qrtz_triggers", prefix, size)
                + copying("qrtz_cron_triggers", prefix, size)
                // Quartz may have acquired the first one by now
                + "update qrtz_triggers set trigger_state = 'WAITING' where trigger_name <> '%1$s0' and trigger_name like '%1$s%%'"
                        .formatted(prefix));
        if (Instant.now().isAfter(due)) throw new IllegalStateException("storing took too long");
        execute("analyze qrtz_triggers; analyze qrtz_cron_triggers");
        Contender.sleepUntil(due);
        while (some(due)) {
            if (Instant.now().isAfter(due.plus(PATIENCE))) throw new IllegalStateException("not all has fired");
            Thread.sleep(50);
        }
        double seconds = Line.late(due) / 1_000;
        Percentiles all = Percentiles.of(late.stream().mapToDouble(Double::doubleValue));
        if (all.sorted().length != size) throw new IllegalStateException(all.sorted().length + " of " + size);
        return new Round(all, seconds);
    }

    private static String copying(String table, String prefix, int size) {
        return """
                create temporary table copied as select * from %1$s where trigger_name = '%2$s0';
                alter table copied drop column trigger_name;
                do $$ declare columns text; begin
                    select string_agg(column_name, ', ') into columns from information_schema.columns
                        where table_name = 'copied';
                    execute 'insert into %1$s (trigger_name, ' || columns || ') select ''%2$s'' || nr, ' || columns
                        || ' from copied, generate_series(1, %3$d - 1) nr';
                end $$;
                drop table copied;
                """
                .formatted(table, prefix, size);
    }

    /** Are there triggers not fired, or firing? */
    private boolean some(Instant due) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.USER, "");
                var statement = connection.createStatement();
                var found = statement.executeQuery(
                        """
                        select exists (select 1 from qrtz_triggers where next_fire_time = %d)
                            or exists (select 1 from qrtz_fired_triggers)"""
                                .formatted(due.toEpochMilli()))) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.USER, "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SchedulerException {
        scheduler.shutdown(true);
        line.close();
    }
}
