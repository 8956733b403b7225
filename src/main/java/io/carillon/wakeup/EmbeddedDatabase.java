package io.carillon.wakeup;

import com.zaxxer.hikari.HikariDataSource;
import io.carillon.device.RootCause;
import java.nio.channels.OverlappingFileLockException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of all pools to one H2 file. An I/O error closes H2's database, which can be reopened only once all of its
 * connections are closed: so after such an error they are closed before the first new one is opened. If the error came in
 * the middle of a write, each statement that begins afterwards spins in MVStore.registerVersionUsage forever and its
 * connection cannot be closed: that is beyond repair.
 */
final class EmbeddedDatabase implements PlainSource {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Map<String, EmbeddedDatabase> BY_URL = new ConcurrentHashMap<>();

    /** I/O errors; a file that is locked, corrupt or no longer a database; a closed database or connection. */
    private static final Set<String> ENDED =
            Set.of("90007", "90020", "90028", "90030", "90031", "90098", "90121", "HY000");

    /** Ignores late errors of connections already closed; also the least interval between attempts on a full disk. */
    private static final long REST = Duration.ofSeconds(1).toNanos();

    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

    /** The least interval between two log lines. */
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final String url;
    private final String user;
    private final String password;
    private final List<HikariDataSource> pools = new CopyOnWriteArrayList<>();
    private final List<Connection> open = new ArrayList<>();
    private @Nullable SQLException failed;
    private long since = System.nanoTime() - REST;
    private boolean ended;
    private long logged = System.nanoTime() - QUIET;
    private volatile Runnable beyondRepair = () -> {};

    private EmbeddedDatabase(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    static EmbeddedDatabase at(String url, String user, String password) {
        return BY_URL.computeIfAbsent(url, same -> new EmbeddedDatabase(url, user, password));
    }

    /** Registers a pool that takes its connections from here. */
    void serves(HikariDataSource pool) {
        pools.removeIf(HikariDataSource::isClosed);
        pools.add(pool);
    }

    /** Blocks while another connection is opened. */
    @Override
    public synchronized Connection getConnection() throws SQLException {
        SQLException last = failed;
        if (last != null && rests()) throw last;
        if (ended) closeAll();
        try {
            Connection connection = DriverManager.getConnection(url, user, password);
            open.removeIf(EmbeddedDatabase::isClosed);
            open.add(connection);
            failed = null;
            return connection;
        } catch (SQLException still) {
            failed(still);
            // H2 leaks the lock of a file that it failed to open; garbage collection releases it
            if (isLockedByItself(still)) System.gc();
            throw still;
        }
    }

    /** Work on a connection failed. Where the database has closed, all pools discard their connections. */
    void failed(SQLException why) {
        if (!isEnded(why)) return;
        synchronized (this) {
            if (rests()) return;
            if (System.nanoTime() - logged >= QUIET)
                LOG.warn("The embedded database has ended and is opened again: {}", Database.reason(why));
            logged = System.nanoTime();
            failed = why;
            since = System.nanoTime();
            ended = true;
        }
        pools.forEach(pool -> pool.getHikariPoolMXBean().softEvictConnections());
    }

    /** @param then called when this process cannot reopen the database */
    void ifBeyondRepair(Runnable then) {
        beyondRepair = then;
    }

    private void closeAll() {
        List<Connection> all = List.copyOf(open);
        Thread closing = new Thread(() -> all.forEach(EmbeddedDatabase::close), "close-embedded-database");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSED_WITHIN.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) beyondRepair.run();
        open.clear();
        ended = false;
        since = System.nanoTime();
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException thatItHasEnded) {
            LOG.debug("Closed with an error", thatItHasEnded);
        }
    }

    private boolean rests() {
        return System.nanoTime() - since < REST;
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException ended) {
            return true;
        }
    }

    private static boolean isEnded(Throwable failed) {
        return RootCause.chain(failed)
                .anyMatch(cause ->
                        cause instanceof SQLException sql && ENDED.contains(String.valueOf(sql.getSQLState())));
    }

    private static boolean isLockedByItself(Throwable failed) {
        return RootCause.chain(failed).anyMatch(OverlappingFileLockException.class::isInstance);
    }
}
