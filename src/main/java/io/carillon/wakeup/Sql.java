package io.carillon.wakeup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Statements on one connection. Their parameters are texts, numbers and flags, and {@link Many} of them, which is one
 * parameter.
 */
record Sql(Connection connection, Dialect dialect) {
    /** An array. */
    record Many(String type, Collection<?> elements) {}

    static Many texts(Collection<String> elements) {
        return new Many("varchar", elements);
    }

    static Many integers(Collection<Integer> elements) {
        return new Many("integer", elements);
    }

    static Many longs(Collection<Long> elements) {
        return new Many("bigint", elements);
    }

    /** Reads the present row of a result. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** All rows that the query finds. */
    <T> List<T> all(String query, Reader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement select = prepared(query, parameters);
                ResultSet row = select.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (row.next()) all.add(reader.read(row));
            return all;
        }
    }

    /** The first row that the query finds. */
    <T> Optional<T> first(String query, Reader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement select = prepared(query, parameters);
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.ofNullable(reader.read(row)) : Optional.empty();
        }
    }

    /** Whether the query finds a row. */
    boolean finds(String query, Object... parameters) throws SQLException {
        return first(query, row -> true, parameters).isPresent();
    }

    /** @return the number of rows affected */
    int update(String statement, Object... parameters) throws SQLException {
        try (PreparedStatement update = prepared(statement, parameters)) {
            return update.executeUpdate();
        }
    }

    /** A statement of any kind; what it finds is ignored. */
    void execute(String statement) throws SQLException {
        try (PreparedStatement any = prepared(statement)) {
            any.execute();
        }
    }

    private PreparedStatement prepared(String text, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        for (int i = 0; i < parameters.length; i++)
            statement.setObject(
                    i + 1,
                    parameters[i] instanceof Many many
                            ? connection.createArrayOf(
                                    many.type(), many.elements().toArray())
                            : parameters[i]);
        return statement;
    }
}
