package io.carillon.wakeup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Statements on the table {@code event_journal}. */
record EventTable(Sql sql) {
    private static final Bulk<Landing> INSERT = Bulk.<Landing>of(
                    """
                    insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id,
                        event_ser_manifest, event_payload)
                    select v.persistence_id, v.sequence_number, v.writer, v.write_timestamp, v.event_ser_id,
                        v.event_ser_manifest, v.event_payload from {rows}""")
            .text("persistence_id", Landing::persistenceId)
            .number("sequence_number", Landing::number)
            .text("writer", Landing::writer)
            .number("write_timestamp", Landing::writtenAt)
            .number("event_ser_id", landing -> (long) landing.serializer())
            .text("event_ser_manifest", Landing::manifest)
            .bytes("event_payload", Landing::payload);

    /** A range of one device's events, from {@code low} to {@code high}, both inclusive. */
    record Span(String persistenceId, long low, long high) {
        long size() {
            return high - low + 1;
        }
    }

    /** A request and its index. */
    private record Numbered<Q>(long number, Q request) {
        static <Q> List<Numbered<Q>> all(List<Q> requests) {
            return IntStream.range(0, requests.size())
                    .mapToObj(i -> new Numbered<>(i, requests.get(i)))
                    .toList();
        }
    }

    private static final Bulk<Numbered<String>> HIGHEST = Bulk.<Numbered<String>>of(
                    """
                    select v.number, (select max(sequence_number) from event_journal where persistence_id = v.id)
                    from {rows}""")
            .number("number", Numbered::number)
            .text("id", Numbered::request);

    private static final Bulk<Numbered<Span>> READ = Bulk.<Numbered<Span>>join(
                    """
                    v.number, t.sequence_number, t.writer, t.write_timestamp, t.event_ser_id, t.event_ser_manifest,
                    t.event_payload""",
                    "event_journal",
                    "t.persistence_id = v.id and t.sequence_number >= v.low and t.sequence_number <= v.high",
                    "order by v.number, t.sequence_number")
            .number("number", Numbered::number)
            .text("id", numbered -> numbered.request().persistenceId())
            .number("low", numbered -> numbered.request().low())
            .number("high", numbered -> numbered.request().high());

    void insert(Collection<Landing> landings) throws SQLException {
        INSERT.write(sql, landings);
    }

    /** The number of each device's last event, 0 where it has none. */
    List<Long> highest(List<String> persistenceIds) throws SQLException {
        Map<Integer, Long> highest = new HashMap<>();
        HIGHEST.read(sql, Numbered.all(persistenceIds), row -> highest.put(row.getInt(1), row.getLong(2)));
        return IntStream.range(0, persistenceIds.size())
                .mapToObj(i -> highest.getOrDefault(i, 0L))
                .toList();
    }

    /**
     * A range of the table, in the order of ids.
     *
     * @param last its last id; null at the end of the table
     * @param ahead the devices whose last event is later than asked for
     */
    record Part(@Nullable String last, List<String> ahead) {}

    /** Searches some rows for devices whose last event is later than {@code latest}. */
    Part later(Instant latest, String afterId, int rows) throws SQLException {
        String last = sql.first(
                        """
                        select max(persistence_id) from (select persistence_id from event_journal
                            where persistence_id > ? order by persistence_id, sequence_number limit ?) as part""",
                        row -> row.getString(1),
                        afterId,
                        rows)
                .orElse(null);
        return new Part(last, last == null ? List.of() : later(latest, afterId, last));
    }

    private List<String> later(Instant latest, String afterId, String lastId) throws SQLException {
        return sql.all(
                """
                select persistence_id from event_journal e
                where persistence_id > ? and persistence_id <= ? and write_timestamp > ? and sequence_number =
                    (select max(sequence_number) from event_journal m where m.persistence_id = e.persistence_id)
                order by persistence_id""",
                row -> row.getString(1),
                afterId,
                lastId,
                latest.toEpochMilli());
    }

    /** Maps a row: columns 2 on are number, writer, time, serializer, manifest, payload. */
    interface Event<E> {
        E of(String persistenceId, ResultSet row) throws SQLException;
    }

    /** The existing events of each span, in the order of their numbers. */
    <E> List<List<E>> read(List<Span> spans, Event<E> event) throws SQLException {
        List<List<E>> found = new ArrayList<>();
        spans.forEach(span -> found.add(new ArrayList<>()));
        READ.read(sql, Numbered.all(spans), row -> {
            int number = row.getInt(1);
            return found.get(number).add(event.of(spans.get(number).persistenceId(), row));
        });
        return found;
    }
}
