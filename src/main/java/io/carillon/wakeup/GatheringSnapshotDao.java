package io.carillon.wakeup;

import static io.carillon.wakeup.Columns.texts;

import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The plugin's snapshot store on PostgreSQL, but the latest snapshots of devices that recover at one time are read by one
 * query. Named in {@code jdbc-snapshot-store.dao}.
 */
public final class GatheringSnapshotDao extends DefaultSnapshotDao {
    private static final String LATEST =
            """
            select persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload,
                meta_ser_id, meta_ser_manifest, meta_payload
            from unnest(?::varchar[]) as asked (id)
            cross join lateral (select * from snapshot
                where persistence_id = asked.id order by sequence_number desc limit 1) as latest""";

    private final Serialization serialization;
    private final Gathering<String, Try<Option<Tuple2<SnapshotMetadata, Object>>>> latest;

    /** As the plugin calls it. */
    public GatheringSnapshotDao(
            JdbcBackend.DatabaseDef database,
            JdbcProfile profile,
            SnapshotConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(database, profile, config, serialization, executor, materializer);
        this.serialization = serialization;
        latest = new Recoveries(database, materializer.system()).gathering(this::latest);
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String id) {
        return FutureConverters.asScala(latest.ask(id).thenApply(Try::get));
    }

    private List<Try<Option<Tuple2<SnapshotMetadata, Object>>>> latest(Connection connection, List<String> ids)
            throws SQLException {
        Map<String, Try<Option<Tuple2<SnapshotMetadata, Object>>>> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(LATEST)) {
            texts(select, 1, ids, Function.identity());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.put(row.getString(1), snapshot(row));
            }
        }
        return ids.stream()
                .map(id -> found.getOrDefault(id, new Success<>(Option.empty())))
                .toList();
    }

    private Try<Option<Tuple2<SnapshotMetadata, Object>>> snapshot(ResultSet row) throws SQLException {
        String id = row.getString(1);
        long sequenceNumber = row.getLong(2);
        long created = row.getLong(3);
        Try<Object> payload = serialization.deserialize(row.getBytes(6), row.getInt(4), row.getString(5));
        byte[] metadata = row.getBytes(9);
        Try<Option<Object>> meta = Recoveries.metadata(serialization, metadata, row.getInt(7), row.getString(8));
        return payload.flatMap(snapshot -> meta.map(known ->
                Option.apply(new Tuple2<>(new SnapshotMetadata(id, sequenceNumber, created, known), snapshot))));
    }
}
