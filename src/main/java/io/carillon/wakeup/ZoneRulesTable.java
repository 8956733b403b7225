package io.carillon.wakeup;

import io.carillon.schedule.Wakeup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Statements on the only row of the table {@code zone_rules}; locking it excludes others until the transaction ends.
 */
final class ZoneRulesTable {
    /**
     * The zone rules by which due times were computed, and how far: up to (dueAt, device).
     *
     * @param rules {@link #NONE}, {@link #MIXED} or a node's name for its rules
     * @param dueAt in epoch milliseconds
     */
    record Computed(String rules, long dueAt, String device) {
        /** Nothing computed yet, or only before this table existed. */
        static final String NONE = "";

        /** Nodes with different rules have run at the same time. */
        static final String MIXED = "mixed";

        static Computed all(String rules) {
            return new Computed(rules, Wakeup.NEVER.toEpochMilli(), "");
        }

        boolean all() {
            return dueAt == Wakeup.NEVER.toEpochMilli();
        }
    }

    private final Connection connection;

    ZoneRulesTable(Connection connection) {
        this.connection = connection;
    }

    Computed lock() throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("select rules, due_at, device_id from zone_rules for update");
                ResultSet row = select.executeQuery()) {
            row.next();
            return new Computed(row.getString(1), row.getLong(2), row.getString(3));
        }
    }

    void write(Computed computed) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update zone_rules set rules = ?, due_at = ?, device_id = ?")) {
            update.setString(1, computed.rules());
            update.setLong(2, computed.dueAt());
            update.setString(3, computed.device());
            update.executeUpdate();
        }
    }
}
