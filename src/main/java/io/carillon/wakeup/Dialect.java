package io.carillon.wakeup;

import io.carillon.schedule.Wakeup;
import java.util.Map;

/** All that differs between the databases: PostgreSQL 14 or newer, and H2 2.4 in its native mode. */
@SuppressWarnings("ImmutableEnumChecker") // its maps are Map.of(…)
enum Dialect {
    POSTGRESQL(
            "org.postgresql.Driver",
            "slick.jdbc.PostgresProfile$",
            """
            set statement_timeout = 8000; set idle_in_transaction_session_timeout = 8000;
            set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off;
            select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'""",
            Map.of(
                    "connectTimeout", "5",
                    "socketTimeout", "10",
                    "tcpKeepAlive", "true",
                    "reWriteBatchedInserts", "true"),
            Map.of("bytes", "bytea", "bytewise", "collate \"C\""),
            Map.of(
                    "jdbc-journal.dao", GatheringJournalDao.class.getName(),
                    "jdbc-snapshot-store.dao", GatheringSnapshotDao.class.getName()),
            "select clock_timestamp()",
            """
            insert into wakeup (device_id, slice, due_at, seq)
            select * from unnest(?::varchar[], ?::bigint[], ?::bigint[], ?::bigint[])
            on conflict (device_id) do nothing returning device_id""",
            """
            update wakeup set due_at = v.due_at, seq = v.seq
            from unnest(?::varchar[], ?::bigint[], ?::bigint[]) as v (device_id, due_at, seq)
            where wakeup.device_id = v.device_id""",
            """
            insert into firing (device_id, fire_id, group_id, task, scheduled_at, published_at, acknowledged_at,
                attempts, verdict)
            select * from unnest(?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::varchar[])
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
            Map.of(),
            "select current_timestamp",
            """
            select device_id from final table (merge into wakeup w
            using (select * from unnest(cast(? as varchar array), cast(? as bigint array), cast(? as bigint array),
                cast(? as bigint array)) u (device_id, slice, due_at, seq)) v
            on w.device_id = v.device_id
            when not matched then insert (device_id, slice, due_at, seq)
                values (v.device_id, v.slice, v.due_at, v.seq))""",
            """
            merge into wakeup w
            using (select * from unnest(cast(? as varchar array), cast(? as bigint array), cast(? as bigint array))
                u (device_id, due_at, seq)) v
            on w.device_id = v.device_id
            when matched then update set due_at = v.due_at, seq = v.seq""",
            """
            merge into firing f
            using (select * from unnest(cast(? as varchar array), cast(? as varchar array), cast(? as varchar array),
                cast(? as varchar array), cast(? as bigint array), cast(? as bigint array), cast(? as bigint array),
                cast(? as bigint array), cast(? as varchar array)) u (device_id, fire_id, group_id, task, scheduled_at,
                published_at, acknowledged_at, attempts, verdict)) v
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
    /**
     * Run on each new connection, the journal's too: time-outs; rows are looked up one by one by their key, as by its costs
     * the server would rather read all of a table of 100,000 for 1,000 keys, and keeps such a plan while the table grows; a
     * table without an index is then too dear a plan not to be compiled, so nothing is; what is committed is written,
     * whatever the server's default.
     */
    final String session;

    final Map<String, String> properties;
    /** What the migrations call {@code ${bytes}} and so on. */
    final Map<String, String> placeholders;
    /** What takes the place of the plugin's own access to the tables. */
    final Map<String, String> daos;
    /** The time of this very moment, with its offset. */
    final String tellTime;
    /**
     * Parameters: device ids, slices, due times, sequence numbers, all numbers as bigint. Answers which ids were missing; on
     * H2, which begins a statement again when it meets another's row, perhaps only some of them: the rest are then lowered to
     * where they are, and their device, which had nothing to owe, finds that instant in place of {@link Wakeup#NEVER}.
     */
    final String insertMissingWakeups;
    /** Parameters: device ids, due times, sequence numbers. */
    final String updateWakeups;
    /** Parameters: the columns of {@code firing}, an array each, numbers as bigint. The first line stays, but an acknowledged one replaces one that is not. */
    final String putFirings;

    Dialect(
            String driver,
            String slickProfile,
            String session,
            Map<String, String> properties,
            Map<String, String> placeholders,
            Map<String, String> daos,
            String tellTime,
            String insertMissingWakeups,
            String updateWakeups,
            String putFirings) {
        this.driver = driver;
        this.slickProfile = slickProfile;
        this.session = session;
        this.properties = properties;
        this.placeholders = placeholders;
        this.daos = daos;
        this.tellTime = tellTime;
        this.insertMissingWakeups = insertMissingWakeups;
        this.updateWakeups = updateWakeups;
        this.putFirings = putFirings;
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
