package io.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.schedule.DeviceId;
import io.carillon.wakeup.Poller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalTime;
import java.util.Base64;
import java.util.stream.IntStream;

/**
 * Many devices that nobody has in memory, each with alice bound and one daily task. The first is made through the API, and
 * the rows that the service wrote for it are copied for the others, with their own ids inside.
 *
 * @param prefix three characters, so that ids have twelve and their base64 sixteen, whatever the number
 */
record Herd(String prefix, int size) {
    /**
     * Parameters: ids, slices, then the original's id in base64, the last 12 of its group's id, of its task's name, its
     * persistence id.
     */
    private static final String EVENTS =
            """
            insert into event_journal (persistence_id, sequence_number, deleted, writer, write_timestamp, adapter_manifest,
                event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload)
            select 'device|' || device, sequence_number, deleted, writer, write_timestamp, adapter_manifest,
                event_ser_id, event_ser_manifest,
                decode(replace(replace(replace(encode(event_payload, 'hex'),
                    pg_temp.hex(?), pg_temp.hex(encode(device::bytea, 'base64'))),
                    pg_temp.hex(?), pg_temp.hex('a' || lpad(to_hex(nr), 11, '0'))),
                    pg_temp.hex(?), pg_temp.hex('b' || lpad(to_hex(nr), 11, '0'))), 'hex'),
                meta_ser_id, meta_ser_manifest, meta_payload
            from unnest(?::text[], ?::int[]) with ordinality as copy (device, slice, nr), event_journal
            where persistence_id = 'device|' || ? order by nr, sequence_number""";

    private static final String ROWS =
            """
            insert into wakeup (device_id, slice, due_at, seq)
            select copy.device, copy.slice, due_at, seq
            from unnest(?::text[], ?::int[]) as copy (device, slice), wakeup where device_id = ?""";

    private static final String HEX =
            """
            create or replace function pg_temp.hex(text) returns text language sql as
            $$ select encode($1::bytea, 'hex') $$""";

    String device(int nr) {
        return "%s%09d".formatted(prefix, nr);
    }

    /** Stores all of them. */
    void store(Api api, String jdbcUrl, String user, LocalTime daily) throws SQLException, IOException {
        String original = device(0);
        api.send(api.bind(original)).join();
        JsonNode group = new ObjectMapper()
                .readTree(api.send(api.create(original, daily)).join())
                .path("data");
        String groupId = group.path("group_id").asText();
        String[] ids = IntStream.range(1, size).mapToObj(this::device).toArray(String[]::new);
        Integer[] slices = IntStream.range(1, size)
                .mapToObj(nr -> new DeviceId(device(nr)).spread() % Poller.SLICES)
                .toArray(Integer[]::new);
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, "")) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute(HEX);
            }
            try (PreparedStatement events = connection.prepareStatement(EVENTS)) {
                events.setString(1, base64(original));
                events.setString(2, groupId.substring(20, 32));
                events.setString(
                        3, group.path("tasks").path(0).path("name").asText().substring(20));
                events.setArray(4, connection.createArrayOf("text", ids));
                events.setArray(5, connection.createArrayOf("int", slices));
                events.setString(6, original);
                events.executeUpdate();
            }
            try (PreparedStatement rows = connection.prepareStatement(ROWS)) {
                rows.setArray(1, connection.createArrayOf("text", ids));
                rows.setArray(2, connection.createArrayOf("int", slices));
                rows.setString(3, original);
                rows.executeUpdate();
            }
            connection.commit();
        }
        check(api, device(size - 1), groupId);
    }

    /** A copy answers like one that was made through the API. */
    private static void check(Api api, String device, String groupId) {
        String list = api.send(api.list(device)).join();
        if (!list.contains("." + base64(device) + "\"") || list.contains(groupId))
            throw new IllegalStateException("not a sound copy: " + list);
    }

    private static String base64(String device) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(device.getBytes(StandardCharsets.US_ASCII));
    }
}
