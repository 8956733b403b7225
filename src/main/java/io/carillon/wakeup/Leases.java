package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
        return transactions().read(sql -> select(sql, name, ""));
    }

    /** Renews the lease and returns it; empty where this owner does not hold it. */
    CompletionStage<Optional<Row>> renew(String name, String owner) {
        return transactions().read(sql -> {
            int renewed =
                    sql.update("update lease set renewal = renewal + 1 where name = ? and owner = ?", name, owner);
            return renewed == 0 ? Optional.empty() : Optional.of(select(sql, name, ""));
        });
    }

    /** Takes the lease from an owner that is known to be gone, unless it was renewed since it was read. */
    public CompletionStage<Boolean> free(String name, Row read) {
        return transactions()
                .run(sql -> sql.update(
                                "update lease set owner = '', members = ''"
                                        + " where name = ? and owner = ? and renewal = ?",
                                name,
                                read.owner(),
                                read.renewal())
                        == 1);
    }

    /** Records who shares the lease, if this owner still holds it. */
    public CompletionStage<Boolean> name(String name, String owner, List<String> members) {
        return transactions()
                .run(sql -> sql.update(
                                "update lease set members = ? where name = ? and owner = ?",
                                String.join(" ", members),
                                name,
                                owner)
                        == 1);
    }

    /** Locks the row until the transaction ends; creates a missing one. */
    static Row lock(Sql sql, String name) throws SQLException {
        sql.update(
                "insert into lease (name, owner, renewal, members)"
                        + " select ?, '', 0, '' where not exists (select 1 from lease where name = ?)",
                name,
                name);
        return select(sql, name, " for update");
    }

    /** Takes the lease; its row must be locked. */
    static Row take(Sql sql, String name, String owner, Row locked) throws SQLException {
        Row taken = new Row(owner, locked.renewal() + 1, locked.owner().equals(owner) ? locked.members() : List.of());
        sql.update(
                "update lease set owner = ?, renewal = ?, members = ? where name = ?",
                taken.owner(),
                taken.renewal(),
                String.join(" ", taken.members()),
                name);
        return taken;
    }

    private static Row select(Sql sql, String name, String lock) throws SQLException {
        return sql.first(
                        "select owner, renewal, members from lease where name = ?" + lock,
                        row -> new Row(row.getString(1), row.getLong(2), words(row.getString(3))),
                        name)
                .orElse(Row.NONE);
    }

    /** The number of processes that share leases. */
    static int members(Sql sql) throws SQLException {
        List<List<String>> members = sql.all("select members from lease", row -> words(row.getString(1)));
        return (int) members.stream().flatMap(List::stream).distinct().count();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    Transactions transactions() {
        return Objects.requireNonNull(transactions, "leases have no database yet");
    }
}
