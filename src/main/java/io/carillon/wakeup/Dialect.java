package io.carillon.wakeup;

import java.util.Map;
import slick.jdbc.JdbcProfile;

/** Everything that differs between the databases: PostgreSQL 14 or newer, and H2 2.4 in its native mode. */
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
     * Run on each new connection, the journal's included. Sets timeouts. Makes the planner look rows up by key: by its
     * estimates the server would scan a table of 100,000 rows for 1,000 keys, and keep that plan while the table grows.
     * A plan on a table without an index is then expensive enough to be compiled, so JIT is off. Makes commits durable
     * whatever the server's default.
     */
    final String session;

    final Map<String, String> properties;
    /** The migrations' placeholders, {@code ${bytes}} and so on. */
    final Map<String, String> placeholders;
    /** The location of migrations for this database alone. */
    final String migrations;
    /** The current time, not the transaction's, with its offset. */
    final String tellTime;
    /** A query that fails where the server takes no writes. */
    final String onPrimary;
    /** Run before a migration: whoever waits for a table's lock blocks everyone behind it. */
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

    /** The dialect of the plugin's Slick profile. */
    static Dialect of(JdbcProfile profile) {
        return profile.getClass().getName().equals(H2.slickProfile) ? H2 : POSTGRESQL;
    }

    /** By default H2 writes commits up to 500 ms late, and closes before the actor system has stopped. */
    String complete(String jdbcUrl) {
        if (this != H2) return jdbcUrl;
        String url = jdbcUrl;
        for (String option : new String[] {"WRITE_DELAY=0", "DB_CLOSE_ON_EXIT=FALSE"})
            if (!url.contains(option.substring(0, option.indexOf('=')))) url += ";" + option;
        return url;
    }
}
