package io.carillon.wakeup;

import akka.actor.typed.javadsl.Adapter;
import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.SnapshotDao;
import akka.serialization.Serialization;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import akka.stream.Materializer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The snapshot store's data access, in place of the plugin's; named in {@code jdbc-snapshot-store.dao}. One query reads
 * the latest snapshots of devices that recover at the same time. The {@link Trimmer} deletes old ones.
 */
public final class DeviceSnapshotDao implements SnapshotDao {
    private static final Bulk<String> LATEST = Bulk.<String>join(
                    """
                    t.persistence_id, t.sequence_number, t.created, t.snapshot_ser_id, t.snapshot_ser_manifest,
                    t.snapshot_payload""",
                    "snapshot",
                    """
                    t.persistence_id = v.id and t.sequence_number =
                        (select max(sequence_number) from snapshot where persistence_id = v.id)""",
                    "")
            .text("id", id -> id);

    private record Snapshot(
            String persistenceId, long number, long created, int serializer, String manifest, byte[] payload) {}

    private static final Bulk<Snapshot> SAVE = Bulk.<Snapshot>of(
                    """
                    insert into snapshot as s (persistence_id, sequence_number, created, snapshot_ser_id,
                        snapshot_ser_manifest, snapshot_payload)
                    select v.persistence_id, v.sequence_number, v.created, v.snapshot_ser_id, v.snapshot_ser_manifest,
                        v.snapshot_payload from {rows}
                    on conflict (persistence_id, sequence_number) do update set created = excluded.created,
                        snapshot_ser_id = excluded.snapshot_ser_id,
                        snapshot_ser_manifest = excluded.snapshot_ser_manifest,
                        snapshot_payload = excluded.snapshot_payload""",
                    """
                    merge into snapshot as s using {rows}
                    on s.persistence_id = v.persistence_id and s.sequence_number = v.sequence_number
                    when matched then update set created = v.created, snapshot_ser_id = v.snapshot_ser_id,
                        snapshot_ser_manifest = v.snapshot_ser_manifest, snapshot_payload = v.snapshot_payload
                    when not matched then insert (persistence_id, sequence_number, created, snapshot_ser_id,
                        snapshot_ser_manifest, snapshot_payload)
                    values (v.persistence_id, v.sequence_number, v.created, v.snapshot_ser_id, v.snapshot_ser_manifest,
                        v.snapshot_payload)""")
            .text("persistence_id", Snapshot::persistenceId)
            .number("sequence_number", Snapshot::number)
            .number("created", Snapshot::created)
            .number("snapshot_ser_id", snapshot -> (long) snapshot.serializer())
            .text("snapshot_ser_manifest", Snapshot::manifest)
            .bytes("snapshot_payload", Snapshot::payload);

    private final Serialization serialization;
    private final JournalConnections connections;
    private final Gathering<String, Try<Option<Tuple2<SnapshotMetadata, Object>>>> latest;

    /** Called by the plugin. */
    public DeviceSnapshotDao(
            JdbcBackend.DatabaseDef database,
            JdbcProfile profile,
            SnapshotConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        this.serialization = serialization;
        connections = new JournalConnections(database, Dialect.of(profile), Adapter.toTyped(materializer.system()));
        latest = connections.gathering(this::latest);
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String id) {
        return FutureConverters.asScala(latest.ask(id).thenApply(Try::get));
    }

    private List<Try<Option<Tuple2<SnapshotMetadata, Object>>>> latest(Sql sql, List<String> ids) throws SQLException {
        Map<String, Try<Option<Tuple2<SnapshotMetadata, Object>>>> found = new HashMap<>();
        LATEST.read(sql, ids, row -> found.put(row.getString(1), snapshot(row)));
        return ids.stream()
                .map(id -> found.getOrDefault(id, new Success<>(Option.empty())))
                .toList();
    }

    private Try<Option<Tuple2<SnapshotMetadata, Object>>> snapshot(ResultSet row) throws SQLException {
        SnapshotMetadata metadata = new SnapshotMetadata(row.getString(1), row.getLong(2), row.getLong(3));
        return serialization
                .deserialize(row.getBytes(6), row.getInt(4), row.getString(5))
                .map(snapshot -> Option.apply(new Tuple2<>(metadata, snapshot)));
    }

    @Override
    public Future<BoxedUnit> save(SnapshotMetadata metadata, Object state) {
        Serializer serializer = serialization.findSerializerFor(state);
        Snapshot snapshot = new Snapshot(
                metadata.persistenceId(),
                metadata.sequenceNr(),
                metadata.timestamp(),
                serializer.identifier(),
                Serializers.manifestFor(serializer, state),
                serialization.serialize(state).get());
        return FutureConverters.asScala(connections.write(sql -> {
            SAVE.write(sql, List.of(snapshot));
            return BoxedUnit.UNIT;
        }));
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(String id, long timestamp) {
        return notHere();
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(String id, long number) {
        return notHere();
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
            String id, long number, long timestamp) {
        return notHere();
    }

    @Override
    public Future<BoxedUnit> delete(String id, long number) {
        return notHere();
    }

    @Override
    public Future<BoxedUnit> deleteAllSnapshots(String id) {
        return notHere();
    }

    @Override
    public Future<BoxedUnit> deleteUpToMaxSequenceNr(String id, long number) {
        return notHere();
    }

    @Override
    public Future<BoxedUnit> deleteUpToMaxTimestamp(String id, long timestamp) {
        return notHere();
    }

    @Override
    public Future<BoxedUnit> deleteUpToMaxSequenceNrAndMaxTimestamp(String id, long number, long timestamp) {
        return notHere();
    }

    private static <T> Future<T> notHere() {
        return FutureConverters.asScala(CompletableFuture.failedFuture(new UnsupportedOperationException(
                "only the latest snapshot is ever asked for, and the Trimmer deletes the others")));
    }
}
