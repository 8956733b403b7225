package io.carillon.node.doctor;

import io.carillon.node.settings.Settings;
import io.carillon.node.settings.WrongSetting;
import io.carillon.wakeup.Database;
import io.carillon.wakeup.DatabaseFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The database, its schema and its clock.
 *
 * @param running whether a node runs here, which then holds the embedded database's file
 */
record DatabaseCheck(Settings settings, boolean running, InstantSource clock) implements Check {
    private static final int OLDEST = 14;
    /** A rolling update starts it beside the others. */
    private static final int ONE_MORE = 1;

    /** For administrators. */
    private static final int SPARE = 5;

    private static final Duration TOLERATED = Duration.ofSeconds(1);
    private static final String READ_ONLY = ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";

    @Override
    public String title() {
        return "database";
    }

    @Override
    public List<Finding> findings() {
        if (settings.database().isPresent())
            return configured(settings.database().get());
        List<Finding> findings = new ArrayList<>(embedded());
        findings.add(Finding.ok("clock", "this machine's: the embedded database has none of its own"));
        return findings;
    }

    private List<Finding> configured(Settings.DatabaseAt at) {
        try {
            return examined(DatabaseFacts.of(at.url(), at.user(), at.password(), clock), at.toString());
        } catch (IllegalArgumentException wrong) {
            throw new WrongSetting("CARILLON_DB_URL", String.valueOf(wrong.getMessage()));
        } catch (DatabaseFacts.NoConnectionLeft none) {
            return List.of(fail(at + ": " + none.getMessage(), need(0)));
        } catch (Database.Unavailable away) {
            return List.of(fail(
                    at + ": " + away.getMessage(),
                    "see that it runs and that CARILLON_DB_URL, _USER and _PASSWORD are right"));
        }
    }

    private List<Finding> embedded() {
        Path file = settings.dataDir().toAbsolutePath().resolve("carillon");
        if (running) return List.of(ok(file + " (embedded), in use by the node that runs here"));
        if (Files.notExists(file.resolveSibling("carillon.mv.db")))
            return List.of(ok(file + " (embedded) will be created"));
        try {
            return examined(
                    DatabaseFacts.of("jdbc:h2:file:" + file + READ_ONLY, "sa", "", clock), file + " (embedded)");
        } catch (Database.Unavailable away) {
            return List.of(fail(
                    file + ": " + away.getMessage(), "see which process holds the file, or set CARILLON_DATA_DIR"));
        }
    }

    private List<Finding> examined(DatabaseFacts found, String where) {
        List<Finding> findings = new ArrayList<>();
        findings.add(server(found, where));
        findings.add(schema(found));
        if (settings.database().isPresent()) findings.add(clock(found.ownAhead()));
        return findings;
    }

    private Finding server(DatabaseFacts found, String where) {
        String said = found.product() + " at " + where;
        if (settings.database().isEmpty()) return ok(said);
        if (found.version() < OLDEST) return fail(said, "PostgreSQL " + OLDEST + " or newer is needed");
        if (found.readOnly()) return fail(said + " is read-only", "name the primary, or promote this one");
        if (!found.writable()) return fail(said + " takes no new tables from this user", "grant CREATE on the schema");
        if (!found.durable()) return warn(said + " has fsync off", "turn it on, or a loss of power loses schedules");
        if (found.connections() < needed(found.members()))
            return warn(said + " takes " + found.connections() + " connections", need(found.members()));
        return ok(said);
    }

    private String need(int members) {
        return "max_connections: %d, for %d of each of %d nodes, of one more during an update, and %d others"
                .formatted(needed(members), Database.CONNECTIONS_A_NODE, nodes(members), SPARE);
    }

    private int needed(int members) {
        return Database.CONNECTIONS_A_NODE * (nodes(members) + ONE_MORE) + SPARE;
    }

    /** The nodes that the settings name or the cluster has. */
    private int nodes(int members) {
        return Math.max(1, Math.max(members, settings.seedNodes().size()));
    }

    private static Finding schema(DatabaseFacts found) {
        if (!found.unfit().isEmpty())
            return Finding.fail(
                    "schema",
                    found.unfit().lines().findFirst().orElse(""),
                    "run the program that made it, or a newer one, or name another database");
        if (!found.pending().isEmpty())
            return Finding.ok("schema", "the next start brings " + String.join(", ", found.pending()));
        return Finding.ok("schema", found.applied() + " migrations, none pending");
    }

    private static Finding clock(Duration ahead) {
        String said = "this machine is " + ahead.abs().toMillis() + " ms "
                + (ahead.isNegative() ? "behind" : "ahead of") + " the database, by whose time devices ring";
        return ahead.abs().compareTo(TOLERATED) > 0
                ? Finding.warn("clock", said, "synchronize both by NTP: tokens are checked by this machine's clock")
                : Finding.ok("clock", said);
    }
}
