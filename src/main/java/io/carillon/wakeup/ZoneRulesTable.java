package io.carillon.wakeup;

import io.carillon.schedule.Wakeup;
import java.sql.SQLException;

/**
 * Statements on the only row of the table {@code zone_rules}; locking it excludes others until the transaction ends.
 */
record ZoneRulesTable(Sql sql) {
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

    Computed lock() throws SQLException {
        return sql.first(
                        "select rules, due_at, device_id from zone_rules for update",
                        row -> new Computed(row.getString(1), row.getLong(2), row.getString(3)))
                .orElseThrow();
    }

    void write(Computed computed) throws SQLException {
        sql.update(
                "update zone_rules set rules = ?, due_at = ?, device_id = ?",
                computed.rules(),
                computed.dueAt(),
                computed.device());
    }
}
