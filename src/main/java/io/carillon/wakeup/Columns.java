package io.carillon.wakeup;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Many rows as the parameters of one statement, which are arrays: one for each column. */
final class Columns {
    private Columns() {}

    static <R> void texts(PreparedStatement statement, int index, Collection<R> rows, Function<R, String> column)
            throws SQLException {
        set(statement, index, "varchar", String[]::new, rows, column);
    }

    static <R> void longs(
            PreparedStatement statement, int index, Collection<R> rows, Function<R, @Nullable Long> column)
            throws SQLException {
        set(statement, index, "bigint", Long[]::new, rows, column);
    }

    /** Objects of the class that fits the type travel binary, unlike {@code Object}s. */
    private static <R, T> void set(
            PreparedStatement statement,
            int index,
            String type,
            IntFunction<T[]> array,
            Collection<R> rows,
            Function<R, T> column)
            throws SQLException {
        T[] elements = array.apply(rows.size());
        int next = 0;
        for (R row : rows) elements[next++] = column.apply(row);
        statement.setArray(index, statement.getConnection().createArrayOf(type, elements));
    }
}
