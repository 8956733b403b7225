package io.carillon.wakeup;

import java.util.Map;

/** All that differs between the databases: PostgreSQL 14 or newer, and H2 2.4 in its native mode. */
@SuppressWarnings("ImmutableEnumChecker") // its maps are Map.of(…)
enum Dialect {
    POSTGRESQL(
            "org.postgresql.Driver",
            "slick.jdbc.PostgresProfile$",
            "set statement_timeout = 8000; set idle_in_transaction_session_timeout = 8000",
            Map.of(
                    "connectTimeout", "5",
                    "socketTimeout", "10",
                    "tcpKeepAlive", "true",
                    "reWriteBatchedInserts", "true"),
            Map.of("bytes", "bytea", "bytewise", "collate \"C\""),
            "select clock_timestamp()",
            """
            insert into wakeup (device_id, slice, due_at, seq) values (?, ?, ?, 0)
            on conflict (device_id) do nothing""",
            """
            insert into firing (device_id, fire_id, group_id, task, scheduled_at, published_at, acknowledged_at,
                attempts, verdict) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (device_id, fire_id) do update set published_at = excluded.published_at,
                acknowledged_at = excluded.acknowledged_at, attempts = excluded.attempts, verdict = excluded.verdict
            where firing.verdict not in ('DELIVERED', 'NO_SUBSCRIBER')
                and excluded.verdict in ('DELIVERED', 'NO_SUBSCRIBER')"""),
    H2(
            "org.h2.Driver",
            "slick.jdbc.H2Profile$",
            "set query_timeout 8000; set lock_timeout 2000",
            Map.of(),
            Map.of("bytes", "blob", "bytewise", ""),
            "select current_timestamp",
            """
            merge into wakeup w
            using (values (cast(? as varchar), cast(? as integer), cast(? as bigint))) v (device_id, slice, due_at)
            on w.device_id = v.device_id
            when not matched then insert (device_id, slice, due_at, seq) values (v.device_id, v.slice, v.due_at, 0)""",
            """
            merge into firing f
            using (values (cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as varchar),
                cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as integer), cast(? as varchar)))
                v (device_id, fire_id, group_id, task, scheduled_at, published_at, acknowledged_at, attempts, verdict)
            on f.device_id = v.device_id and f.fire_id = v.fire_id
            when matched and f.verdict not in ('DELIVERED', 'NO_SUBSCRIBER')
                and v.verdict in ('DELIVERED', 'NO_SUBSCRIBER')
            then update set published_at = v.published_at, acknowledged_at = v.acknowledged_at,
                attempts = v.attempts, verdict = v.verdict
            when not matched then insert (device_id, fire_id, group_id, task, scheduled_at, published_at,
                acknowledged_at, attempts, verdict) values (v.device_id, v.fire_id, v.group_id, v.task,
                v.scheduled_at, v.published_at, v.acknowledged_at, v.attempts, v.verdict)""");

    final String driver;
    final String slickProfile;
    /** Run on each new connection: statement and lock time-outs. */
    final String session;

    final Map<String, String> properties;
    /** What the migrations call {@code ${bytes}} and so on. */
    final Map<String, String> placeholders;
    /** The time of this very moment, with its offset. */
    final String tellTime;
    /** Parameters: device id, slice, due_at. */
    final String insertMissingWakeup;
    /** Parameters: the columns of {@code firing}. The first line stays, but an acknowledged one replaces one that is not. */
    final String putFiring;

    Dialect(
            String driver,
            String slickProfile,
            String session,
            Map<String, String> properties,
            Map<String, String> placeholders,
            String tellTime,
            String insertMissingWakeup,
            String putFiring) {
        this.driver = driver;
        this.slickProfile = slickProfile;
        this.session = session;
        this.properties = properties;
        this.placeholders = placeholders;
        this.tellTime = tellTime;
        this.insertMissingWakeup = insertMissingWakeup;
        this.putFiring = putFiring;
    }

    static Dialect of(String jdbcUrl) {
        if (jdbcUrl.startsWith("jdbc:postgresql:")) return POSTGRESQL;
        if (jdbcUrl.startsWith("jdbc:h2:")) return H2;
        throw new IllegalArgumentException("a URL jdbc:postgresql:… expected");
    }

    /** H2 writes commits up to 500 ms late unless told otherwise, and would close before the actor system has stopped. */
    String complete(String jdbcUrl) {
        if (this != H2) return jdbcUrl;
        String url = jdbcUrl;
        for (String option : new String[] {"WRITE_DELAY=0", "DB_CLOSE_ON_EXIT=FALSE"})
            if (!url.contains(option.substring(0, option.indexOf('=')))) url += ";" + option;
        return url;
    }
}
