package io.carillon;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of this JVM, started by the first that asks; it stops with the JVM. */
public final class PostgresServer {
    public static final String USER = "postgres";
    public static final String PASSWORD = "postgres";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private PostgresServer() {}

    private static final class Started {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .start();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** A new, empty database of its own. */
    public static PostgresDatabase newDatabase() {
        return copyOf(new PostgresDatabase("template1"));
    }

    /** A new database of its own, with all that is in that one, to which nobody is connected. */
    public static PostgresDatabase copyOf(PostgresDatabase template) {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("create database " + name + " template " + template.name());
        return new PostgresDatabase(name);
    }

    /**
     * A database of this server; its user is {@link #USER}.
     *
     * @param name safe within SQL
     */
    public record PostgresDatabase(String name) {
        public String jdbcUrl() {
            return "jdbc:postgresql://localhost:" + Started.SERVER.getPort() + "/" + name;
        }

        /** Ends all its connections and refuses new ones, until {@link #restore}. */
        public void takeAway() {
            execute("alter database " + name + " allow_connections false");
            endConnections();
        }

        public void restore() {
            execute("alter database " + name + " allow_connections true");
        }

        public void endConnections() {
            execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
        }
    }

    private static void execute(String sql) {
        try (Connection connection = Started.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
