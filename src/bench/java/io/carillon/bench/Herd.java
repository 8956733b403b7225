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
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Many devices that nobody has in memory, each with alice bound, a zone of its own and daily tasks. The first is made
 * through the API, and the events that the service wrote for it are copied for the others, with their own ids and zone
 * inside. Tasks are due at whole minutes, but the offset of the copies' zone has seconds, so that a herd may be due at any
 * second: a benchmark need not wait for the minute.
 *
 * @param prefix three characters, so that ids have twelve and their base64 sixteen, whatever the number
 * @param tasks of each: one when the herd is due, each other an hour later
 * @param promise more fields of each group, as JSON: {@code ,"confirm":true}
 * @param calendar that they follow, as JSON, or none: {@code ,"calendar":"de"}
 */
record Herd(String prefix, int size, int tasks, String promise, String calendar) {
    /** As long as {@code UTC+08:00:17}, which stands in its place in the copies. */
    private static final ZoneId OF_THE_ORIGINAL = ZoneId.of("Asia/Kolkata");

    private static final int PAGE = 50_000;

    /**
     * Parameters: the original's id in base64, the last 12 of its group's id, of its task's name, its zone, the copies'
     * zone, ids, their numbers, the original's persistence id.
     */
    private static final String EVENTS =
            """
            insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id,
                event_ser_manifest, event_payload)
            select 'device|' || device, sequence_number, writer, write_timestamp, event_ser_id, event_ser_manifest,
                decode(replace(replace(replace(replace(encode(event_payload, 'hex'),
                    pg_temp.hex(?), pg_temp.hex(translate(encode(device::bytea, 'base64'), '+/', '-_'))),
                    pg_temp.hex(?), pg_temp.hex('a' || lpad(to_hex(nr), 11, '0'))),
                    pg_temp.hex(?), pg_temp.hex('b' || lpad(to_hex(nr), 11, '0'))),
                    pg_temp.hex(?), pg_temp.hex(?)), 'hex')
            from unnest(?::text[], ?::int[]) as copy (device, nr), event_journal
            where persistence_id = 'device|' || ? order by nr, sequence_number""";

    private static final String ROWS =
            """
            insert into wakeup (device_id, slice, due_at, seq, listed)
            select copy.device, copy.slice, ?, seq, listed
            from unnest(?::text[], ?::int[]) as copy (device, slice), wakeup where device_id = ?""";

    private static final String FOLLOWERS =
            """
            insert into calendar_follower (device_id, name, version)
            select copy.device, name, version from unnest(?::text[]) as copy (device), calendar_follower where device_id = ?""";

    private static final String HEX =
            """
            create or replace function pg_temp.hex(text) returns text language sql as
            $$ select encode($1::bytea, 'hex') $$""";

    Herd(String prefix, int size) {
        this(prefix, size, 1);
    }

    Herd(String prefix, int size, int tasks) {
        this(prefix, size, tasks, "", "");
    }

    /** @param nr 1 to {@link #size}; 0 is the original, which is due at another time */
    String device(int nr) {
        return "%s%09d".formatted(prefix, nr);
    }

    /** Stores all of them, due at {@code due}, a whole second, and daily from then on. */
    void store(Api api, String jdbcUrl, String user, Instant due) throws SQLException, IOException {
        int second = due.atOffset(ZoneOffset.UTC).getSecond();
        String zone = "UTC+08:00:%02d".formatted((60 - second) % 60);
        LocalTime daily = LocalTime.ofInstant(due, ZoneId.of(zone));
        String original = device(0);
        api.send(api.bind(original)).join();
        api.send(api.device(original, OF_THE_ORIGINAL, calendar)).join();
        JsonNode group = new ObjectMapper()
                .readTree(api.send(api.create(original, promise, times(daily))).join())
                .path("data");
        String groupId = group.path("group_id").asText();
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, "")) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute(HEX);
            }
            for (int from = 1; from <= size; from += PAGE) copyEvents(connection, original, group, zone, from);
            check(api, device(size), groupId); // while no poller sees them
            for (int from = 1; from <= size; from += PAGE) copyRows(connection, original, due, from);
        }
    }

    private LocalTime[] times(LocalTime first) {
        return IntStream.range(0, tasks).mapToObj(first::plusHours).toArray(LocalTime[]::new);
    }

    private int[] numbers(int from) {
        return IntStream.range(from, Math.min(size + 1, from + PAGE)).toArray();
    }

    private String[] ids(int from) {
        return IntStream.of(numbers(from)).mapToObj(this::device).toArray(String[]::new);
    }

    private void copyEvents(Connection connection, String original, JsonNode group, String zone, int from)
            throws SQLException {
        try (PreparedStatement events = connection.prepareStatement(EVENTS)) {
            events.setString(1, base64(original));
            events.setString(2, group.path("group_id").asText().substring(20, 32));
            events.setString(
                    3, group.path("tasks").path(0).path("name").asText().substring(20));
            events.setString(4, OF_THE_ORIGINAL.getId());
            events.setString(5, zone);
            events.setArray(6, connection.createArrayOf("text", ids(from)));
            events.setArray(
                    7,
                    connection.createArrayOf(
                            "int", IntStream.of(numbers(from)).boxed().toArray()));
            events.setString(8, original);
            events.executeUpdate();
        }
        connection.commit();
    }

    private void copyRows(Connection connection, String original, Instant due, int from) throws SQLException {
        String[] ids = ids(from);
        Object[] slices = Stream.of(ids)
                .map(id -> new DeviceId(id).spread() % Poller.SLICES)
                .toArray();
        try (PreparedStatement rows = connection.prepareStatement(ROWS)) {
            rows.setLong(1, due.toEpochMilli());
            rows.setArray(2, connection.createArrayOf("text", ids));
            rows.setArray(3, connection.createArrayOf("int", slices));
            rows.setString(4, original);
            rows.executeUpdate();
        }
        try (PreparedStatement followers = connection.prepareStatement(FOLLOWERS)) {
            followers.setArray(1, connection.createArrayOf("text", ids));
            followers.setString(2, original);
            followers.executeUpdate();
        }
        connection.commit();
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
