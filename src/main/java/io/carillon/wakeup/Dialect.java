package io.carillon.wakeup;

import java.util.Map;
import slick.jdbc.JdbcProfile;

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
            "classpath:db/postgresql",
            "select clock_timestamp()",
            """
            do $$ begin
                if pg_is_in_recovery() or current_setting('transaction_read_only')::boolean then
                    raise read_only_sql_transaction using message = 'the database is read-only';
                end if;
            end $$""",
            "set lock_timeout = 500"),
    H2(
            "org.h2.Driver",
            "slick.jdbc.H2Profile$",
            "set query_timeout 8000; set lock_timeout 2000",
            Map.of(),
            Map.of("bytes", "blob", "bytewise", ""),
            "classpath:db/h2",
            "select current_timestamp",
            "select 1",
            "select 1");

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
    /** Where the migrations are that are its own. */
    final String migrations;
    /** The time of this very moment, with its offset. */
    final String tellTime;
    /** Fails where the server takes no writes. */
    final String onPrimary;
    /** What a migration begins with: whoever waits for a table's lock holds up all who come later. */
    final String migrating;

    Dialect(
            String driver,
            String slickProfile,
            String session,
            Map<String, String> properties,
            Map<String, String> placeholders,
            String migrations,
            String tellTime,
            String onPrimary,
            String migrating) {
        this.driver = driver;
        this.slickProfile = slickProfile;
        this.session = session;
        this.properties = properties;
        this.placeholders = placeholders;
        this.migrations = migrations;
        this.tellTime = tellTime;
        this.onPrimary = onPrimary;
        this.migrating = migrating;
    }

    static Dialect of(String jdbcUrl) {
        if (jdbcUrl.startsWith("jdbc:postgresql:")) return POSTGRESQL;
        if (jdbcUrl.startsWith("jdbc:h2:")) return H2;
        throw new IllegalArgumentException("a URL jdbc:postgresql:… expected");
    }

    /** The one whose Slick profile the plugin was given. */
    static Dialect of(JdbcProfile profile) {
        return profile.getClass().getName().equals(H2.slickProfile) ? H2 : POSTGRESQL;
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
