package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The rows of the table {@code lease}; an extension, so that {@link JdbcLease}, which Akka creates, finds them. */
public final class Leases implements Extension {
    private static final class Id extends ExtensionId<Leases> {
        static final Id ONLY = new Id();

        @Override
        public Leases createExtension(ActorSystem<?> system) {
            return new Leases(system);
        }
    }

    /**
     * A lease as it was read.
     *
     * @param owner empty where nobody holds it
     * @param renewal how often it was taken or renewed
     * @param members those who share it, as the owner has recorded
     */
    public record Row(String owner, long renewal, List<String> members) {
        static final Row NONE = new Row("", 0, List.of());

        public boolean isHeld() {
            return !owner.isEmpty();
        }
    }

    private final ActorSystem<?> system;
    private volatile @Nullable Transactions transactions;
    private volatile boolean alone;

    private Leases(ActorSystem<?> system) {
        this.system = system;
    }

    public static Leases get(ActorSystem<?> system) {
        return Id.ONLY.apply(system);
    }

    /** Must be called first. */
    public void keepIn(Database database) {
        transactions = new Transactions(database, system);
        alone = database.dialect() == Dialect.H2;
    }

    /** No other process can have the embedded database's file open, so the holder of a lease there has ended. */
    boolean alone() {
        return alone;
    }

    public CompletionStage<Row> read(String name) {
        return transactions().read(connection -> select(connection, name, ""));
    }

    /** Renews the lease and returns it; empty where this owner does not hold it. */
    CompletionStage<Optional<Row>> renew(String name, String owner) {
        return transactions().read(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update lease set renewal = renewal + 1 where name = ? and owner = ?")) {
                update.setString(1, name);
                update.setString(2, owner);
                return update.executeUpdate() == 0 ? Optional.empty() : Optional.of(select(connection, name, ""));
            }
        });
    }

    /** Takes the lease from an owner that is known to be gone, unless it was renewed since it was read. */
    public CompletionStage<Boolean> free(String name, Row read) {
        return transactions().run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update lease set owner = '', members = '' where name = ? and owner = ? and renewal = ?")) {
                update.setString(1, name);
                update.setString(2, read.owner());
                update.setLong(3, read.renewal());
                return update.executeUpdate() == 1;
            }
        });
    }

    /** Records who shares the lease, if this owner still holds it. */
    public CompletionStage<Boolean> name(String name, String owner, List<String> members) {
        return transactions().run(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("update lease set members = ? where name = ? and owner = ?")) {
                update.setString(1, String.join(" ", members));
                update.setString(2, name);
                update.setString(3, owner);
                return update.executeUpdate() == 1;
            }
        });
    }

    /** Locks the row until the transaction ends; creates a missing one. */
    static Row lock(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into lease (name, owner, renewal, members)"
                + " select ?, '', 0, '' where not exists (select 1 from lease where name = ?)")) {
            insert.setString(1, name);
            insert.setString(2, name);
            insert.executeUpdate();
        }
        return select(connection, name, " for update");
    }

    /** Takes the lease; its row must be locked. */
    static Row take(Connection connection, String name, String owner, Row locked) throws SQLException {
        Row taken = new Row(owner, locked.renewal() + 1, locked.owner().equals(owner) ? locked.members() : List.of());
        try (PreparedStatement update =
                connection.prepareStatement("update lease set owner = ?, renewal = ?, members = ? where name = ?")) {
            update.setString(1, taken.owner());
            update.setLong(2, taken.renewal());
            update.setString(3, String.join(" ", taken.members()));
            update.setString(4, name);
            update.executeUpdate();
        }
        return taken;
    }

    private static Row select(Connection connection, String name, String lock) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select owner, renewal, members from lease where name = ?" + lock)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Row(row.getString(1), row.getLong(2), words(row.getString(3))) : Row.NONE;
            }
        }
    }

    /** The number of processes that share leases. */
    static int members(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select members from lease");
                ResultSet row = select.executeQuery()) {
            Set<String> members = new HashSet<>();
            while (row.next()) members.addAll(words(row.getString(1)));
            return members.size();
        }
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    Transactions transactions() {
        return Objects.requireNonNull(transactions, "leases have no database yet");
    }
}
