package io.carillon.wakeup;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;

/** Many values as one parameter of a statement, an array. */
final class Columns {
    private Columns() {}

    static <R> void texts(PreparedStatement statement, int index, Collection<R> rows, Function<R, String> column)
            throws SQLException {
        String[] elements = rows.stream().map(column).toArray(String[]::new);
        statement.setArray(index, statement.getConnection().createArrayOf("varchar", elements));
    }
}
