package io.carillon.wakeup;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A statement for many rows. In its text <code>{rows}</code> stands for the table {@code v} of their columns. On
 * PostgreSQL these are arrays, one a column, and the statement runs once. On H2, where a statement of many rows is not
 * safe beside another transaction's, it runs once for each row.
 */
final class Bulk<R> {
    private enum Type {
        TEXT("varchar", "varchar", String[]::new),
        NUMBER("bigint", "bigint", Long[]::new),
        FLAG("boolean", "boolean", Boolean[]::new),
        BYTES("bytea", "blob", byte[][]::new);

        final String postgresql;
        final String h2;
        final Function<Integer, Object[]> array;

        Type(String postgresql, String h2, Function<Integer, Object[]> array) {
            this.postgresql = postgresql;
            this.h2 = h2;
            this.array = array;
        }
    }

    private record Column<R>(String name, Type type, Function<R, ?> value) {}

    private final String postgresql;
    private final String h2;
    private final List<Column<R>> columns = new ArrayList<>();

    private Bulk(String postgresql, String h2) {
        this.postgresql = postgresql;
        this.h2 = h2;
    }

    static <R> Bulk<R> of(String sql) {
        return new Bulk<>(sql, sql);
    }

    static <R> Bulk<R> of(String postgresql, String h2) {
        return new Bulk<>(postgresql, h2);
    }

    /**
     * Selects from {@code table t} for each row. On PostgreSQL, {@code offset 0} keeps the server from scanning a table
     * that was small when it made its plan.
     */
    static <R> Bulk<R> join(String columns, String table, String condition, String rest) {
        return new Bulk<>(
                "select " + columns + " from {rows} cross join lateral (select * from " + table + " as t where "
                        + condition + " offset 0) as t " + rest,
                "select " + columns + " from {rows} join " + table + " as t on " + condition + " " + rest);
    }

    /** Deletes from {@code table t} for each row. Not for partitioned tables. */
    static <R> Bulk<R> delete(String table, String condition) {
        return new Bulk<>(
                "delete from " + table + " where ctid = any(array(select t.row_at from {rows} cross join lateral"
                        + " (select ctid as row_at from " + table + " as t where " + condition + " offset 0) as t))",
                "merge into " + table + " as t using {rows} on " + condition + " when matched then delete");
    }

    Bulk<R> text(String name, Function<R, @Nullable String> value) {
        return with(name, Type.TEXT, value);
    }

    Bulk<R> number(String name, Function<R, @Nullable Long> value) {
        return with(name, Type.NUMBER, value);
    }

    Bulk<R> flag(String name, Function<R, Boolean> value) {
        return with(name, Type.FLAG, value);
    }

    Bulk<R> bytes(String name, Function<R, byte[]> value) {
        return with(name, Type.BYTES, value);
    }

    private Bulk<R> with(String name, Type type, Function<R, ?> value) {
        columns.add(new Column<>(name, type, value));
        return this;
    }

    /** @return the number of rows affected */
    int write(Sql sql, Collection<R> rows) throws SQLException {
        if (rows.isEmpty()) return 0;
        try (PreparedStatement statement = sql.connection().prepareStatement(text(sql.dialect()))) {
            int touched = 0;
            for (Collection<R> some : portions(sql.dialect(), rows)) {
                fill(statement, sql.dialect(), some);
                touched += statement.executeUpdate();
            }
            return touched;
        }
    }

    /**
     * For a statement that on PostgreSQL ends with {@code returning} the first column: that column of the rows written.
     */
    Set<String> written(Sql sql, Collection<R> rows) throws SQLException {
        Set<String> written = new HashSet<>();
        if (rows.isEmpty()) return written;
        try (PreparedStatement statement = sql.connection().prepareStatement(text(sql.dialect()))) {
            for (Collection<R> some : portions(sql.dialect(), rows)) {
                fill(statement, sql.dialect(), some);
                if (sql.dialect() == Dialect.H2) {
                    for (R row : some)
                        if (statement.executeUpdate() > 0)
                            written.add((String) columns.get(0).value().apply(row));
                } else {
                    try (ResultSet returned = statement.executeQuery()) {
                        while (returned.next()) written.add(returned.getString(1));
                    }
                }
            }
        }
        return written;
    }

    /** All rows that the query finds for these. */
    <T> List<T> read(Sql sql, Collection<R> rows, Sql.Reader<T> reader) throws SQLException {
        List<T> all = new ArrayList<>();
        if (rows.isEmpty()) return all;
        try (PreparedStatement statement = sql.connection().prepareStatement(text(sql.dialect()))) {
            for (Collection<R> some : portions(sql.dialect(), rows)) {
                fill(statement, sql.dialect(), some);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) all.add(reader.read(row));
                }
            }
        }
        return all;
    }

    private Iterable<? extends Collection<R>> portions(Dialect dialect, Collection<R> rows) {
        return dialect == Dialect.H2 ? rows.stream().map(List::of).toList() : List.of(rows);
    }

    private String text(Dialect dialect) {
        boolean single = dialect == Dialect.H2;
        StringBuilder values = new StringBuilder(single ? "(values (" : "unnest(");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            Column<R> column = columns.get(i);
            String comma = i == 0 ? "" : ", ";
            Type type = column.type();
            values.append(comma).append(single ? "cast(? as " + type.h2 + ")" : "?::" + type.postgresql + "[]");
            names.append(comma).append(column.name());
        }
        values.append(single ? "))" : ")").append(" as v (").append(names).append(')');
        return (single ? h2 : postgresql).replace("{rows}", values);
    }

    private void fill(PreparedStatement statement, Dialect dialect, Collection<R> rows) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            Column<R> column = columns.get(i);
            if (dialect == Dialect.H2) {
                statement.setObject(i + 1, column.value().apply(rows.iterator().next()));
            } else {
                Object[] elements = column.type().array.apply(rows.size());
                int next = 0;
                for (R row : rows) elements[next++] = column.value().apply(row);
                statement.setArray(i + 1, statement.getConnection().createArrayOf(column.type().postgresql, elements));
            }
        }
    }
}
