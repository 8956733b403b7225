package io.carillon.bench;

import io.carillon.e2e.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.DoubleStream;

/** A limit: PostgreSQL moves the due times of the same rows on, in batches over two connections, and nothing else happens. */
final class BareRows implements Contender {
    private static final int BATCH = 1_000;
    private static final int CONNECTIONS = 2;

    private final String url;

    BareRows(String url) throws SQLException {
        this.url = url;
        execute(
                "create table bare (device_id varchar(128) collate \"C\" primary key, slice int, due_at bigint, seq bigint)");
        execute("create index bare_due on bare (slice, due_at)");
    }

    @Override
    public String name() {
        return "bare row updates, nothing published";
    }

    @Override
    public Round round(int size) throws SQLException {
        execute("truncate bare");
        execute(
                "insert into bare select 'bare' || lpad(nr::text, 8, '0'), nr %% 64, 0, 1 from generate_series(0, %d - 1) nr"
                        .formatted(size));
        execute("analyze bare");
        long begun = System.nanoTime();
        List<CompletableFuture<DoubleStream>> halves = new ArrayList<>();
        for (int half = 0; half < CONNECTIONS; half++) {
            int first = half * size / CONNECTIONS;
            int end = (half + 1) * size / CONNECTIONS;
            halves.add(CompletableFuture.supplyAsync(() -> update(first, end, begun)));
        }
        Percentiles late = Percentiles.of(
                halves.stream().map(CompletableFuture::join).reduce(DoubleStream.empty(), DoubleStream::concat));
        return new Round(late, late.worst() / 1_000);
    }

    private DoubleStream update(int first, int end, long begun) {
        DoubleStream.Builder late = DoubleStream.builder();
        try (Connection connection = DriverManager.getConnection(url, Database.USER, "")) {
            connection.setAutoCommit(false);
            try (var update = connection.prepareStatement("update bare set due_at = ? where device_id = ?")) {
                for (int from = first; from < end; from += BATCH) {
                    int until = Math.min(end, from + BATCH);
                    for (int nr = from; nr < until; nr++) {
                        update.setLong(1, begun);
                        update.setString(2, "bare%08d".formatted(nr));
                        update.addBatch();
                    }
                    update.executeBatch();
                    connection.commit();
                    for (int nr = from; nr < until; nr++) late.add((System.nanoTime() - begun) / 1e6);
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return late.build();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.USER, "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {}
}
