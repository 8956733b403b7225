package io.carillon.wakeup;

import io.carillon.device.Notice;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements on the table {@code firing}. Lines are changed in the order of their keys, so that writers never deadlock. */
record FiringTable(Sql sql, Telling telling) {
    /**
     * The primary key of a line.
     *
     * @param day of the due time, counted from 1970-01-01
     */
    record Key(String device, long day, String fireId) implements Comparable<Key> {
        private static final Comparator<Key> IN_ORDER =
                Comparator.comparing(Key::device).thenComparing(Key::day).thenComparing(Key::fireId);

        static Key of(DeviceId device, Firing firing) {
            return new Key(
                    device.value(),
                    FiringDays.of(firing.occurrence().at()),
                    firing.occurrence().fireId());
        }

        @Override
        public int compareTo(Key other) {
            return IN_ORDER.compare(this, other);
        }
    }

    private static final String PLAIN = "epoch_day, device_id, fire_id, group_id, task, scheduled_at, published_at, "
            + "acknowledged_at, attempts, verdict, reason";

    private static final String CONFIRMED = PLAIN + ", valid_until, answered_at, answer";

    private static final Bulk<Map.Entry<Key, Firing>> PUT = columns(put(PLAIN, ""));

    /** Of groups with {@code confirm}. */
    private static final Bulk<Map.Entry<Key, Firing>> PUT_CONFIRMED = columns(
                    put(
                            CONFIRMED,
                            """
                    , valid_until = coalesce({new}.valid_until, f.valid_until), answered_at = {new}.answered_at,
                        answer = {new}.answer"""))
            .number("valid_until", line -> millis(confirmation(line).validUntil()))
            .number("answered_at", line -> millis(confirmation(line).answeredAt()))
            .text("answer", line -> confirmation(line).answer());

    /** {@link Firing#or} in SQL. */
    private static Bulk<Map.Entry<Key, Firing>> put(String columns, String more) {
        String values = "v." + columns.replace(", ", ", v.");
        String replaces =
                """
                (f.verdict = 'WAITING' or f.verdict = 'EXPIRED' and {new}.verdict = 'WAITING'
                    or {new}.verdict in ('CONFIRMED', 'FAILED') and f.verdict not in ('CONFIRMED', 'FAILED')
                    or {new}.verdict in ('DELIVERED', 'NO_SUBSCRIBER')
                        and f.verdict not in ('DELIVERED', 'NO_SUBSCRIBER', 'CONFIRMED', 'FAILED'))
                """;
        String set =
                """
                published_at = case when 'WAITING' in (f.verdict, {new}.verdict)
                    then least(f.published_at, {new}.published_at) else {new}.published_at end,
                acknowledged_at = case when 'WAITING' in (f.verdict, {new}.verdict)
                    then least(f.acknowledged_at, {new}.acknowledged_at) else {new}.acknowledged_at end,
                reason = case when 'WAITING' in (f.verdict, {new}.verdict) and 'EXPIRED' in (f.verdict, {new}.verdict)
                    then null else {new}.reason end,
                attempts = case when 'WAITING' in (f.verdict, {new}.verdict)
                    then greatest(f.attempts, {new}.attempts) else {new}.attempts end,
                verdict = case when 'WAITING' in (f.verdict, {new}.verdict) and 'EXPIRED' in (f.verdict, {new}.verdict)
                    then 'UNANSWERED' when {new}.verdict = 'WAITING' then f.verdict else {new}.verdict end"""
                        + more;
        String insert = "insert into firing as f (" + columns + ") select " + values + " from {rows}\n"
                + "on conflict (device_id, epoch_day, fire_id) do update set " + set + "\nwhere " + replaces;
        String merge = "merge into firing as f using {rows} on f.device_id = v.device_id and f.epoch_day = v.epoch_day"
                + " and f.fire_id = v.fire_id\nwhen matched and " + replaces + " then update set " + set
                + "\nwhen not matched then insert (" + columns + ") values (" + values + ")";
        return Bulk.of(insert.replace("{new}", "excluded"), merge.replace("{new}", "v"));
    }

    private static Bulk<Map.Entry<Key, Firing>> columns(Bulk<Map.Entry<Key, Firing>> put) {
        return put.number("epoch_day", line -> line.getKey().day())
                .text("device_id", line -> line.getKey().device())
                .text("fire_id", line -> line.getKey().fireId())
                .text("group_id", line -> line.getValue().occurrence().group().value())
                .text("task", line -> line.getValue().occurrence().task().value())
                .number(
                        "scheduled_at",
                        line -> millis(line.getValue().occurrence().at()))
                .number("published_at", line -> millis(line.getValue().publishedAt()))
                .number("acknowledged_at", line -> millis(line.getValue().acknowledgedAt()))
                .number("attempts", line -> (long) line.getValue().attempts())
                .text("verdict", line -> line.getValue().verdict().name())
                .text("reason", line -> line.getValue().reason());
    }

    private static Confirmation confirmation(Map.Entry<Key, Firing> line) {
        return Objects.requireNonNull(line.getValue().confirmation());
    }

    static final String FOUND = "task, scheduled_at, published_at, acknowledged_at, attempts, verdict, fire_id, "
            + "valid_until, answered_at, answer, group_id, device_id, reason";

    private static final String FOUND_BY_ROW = "t." + FOUND.replace(", ", ", t.");

    private static final Bulk<Map.Entry<DeviceId, Wakeup>> FROM = Bulk.<Map.Entry<DeviceId, Wakeup>>join(
                    FOUND_BY_ROW,
                    "firing",
                    "t.device_id = v.device_id and t.epoch_day >= v.epoch_day and t.scheduled_at >= v.since",
                    "")
            .text("device_id", row -> row.getKey().value())
            .number("epoch_day", row -> FiringDays.of(row.getValue().owedFrom()))
            .number("since", row -> millis(row.getValue().owedFrom()));

    private static final Bulk<Key> FIND = Bulk.<Key>join(
                    FOUND_BY_ROW,
                    "firing",
                    "t.device_id = v.device_id and t.epoch_day = v.epoch_day and t.fire_id = v.fire_id",
                    "")
            .text("device_id", Key::device)
            .number("epoch_day", Key::day)
            .text("fire_id", Key::fireId);

    private static final Bulk<DeviceId> CLEAR = Bulk.<DeviceId>of(
                    "delete from firing where device_id = any(array(select v.device_id from {rows}))",
                    "delete from firing where device_id in (select v.device_id from {rows})")
            .text("device_id", DeviceId::value);

    /** Those that this program knows, by their stored names. */
    static final Map<String, Verdict> VERDICTS =
            Arrays.stream(Verdict.values()).collect(Collectors.toMap(Verdict::name, verdict -> verdict));

    private static final String NO_PARTITION = "23514";

    /** For reading. */
    FiringTable(Sql sql) {
        this(sql, Telling.NOTHING);
    }

    /**
     * Adds lines; where one exists already, {@link Firing#or} decides which stays.
     *
     * @throws FiringDays.Missing if partitions are missing: the transaction must start again once they exist
     */
    void put(SortedMap<Key, Firing> lines) throws SQLException {
        tell(lines);
        write(lines);
    }

    /** The same where the caller has read the existing lines under their devices' locks. */
    void put(SortedMap<Key, Firing> lines, Map<Key, Firing> before) throws SQLException {
        tell(lines, before);
        write(lines);
    }

    private void write(SortedMap<Key, Firing> lines) throws SQLException {
        try {
            PUT.write(sql, those(lines, false));
            PUT_CONFIRMED.write(sql, those(lines, true));
        } catch (SQLException failed) {
            if (!NO_PARTITION.equals(failed.getSQLState())) throw failed;
            throw new FiringDays.Missing(lines.keySet().stream().map(Key::day).collect(Collectors.toSet()), failed);
        }
    }

    /** Records events for what is new in these lines (contract 1, <i>Events</i>); called before they are written, if at all. */
    void tell(SortedMap<Key, Firing> lines) throws SQLException {
        if (telling.any()) tell(lines, find(lines.keySet()));
    }

    private void tell(SortedMap<Key, Firing> lines, Map<Key, Firing> before) throws SQLException {
        if (!telling.any()) return;
        List<Notice> notices = new ArrayList<>();
        lines.forEach((key, line) -> telling.notice(new DeviceId(key.device()), before.get(key), line)
                .ifPresent(notices::add));
        new NoticeTable(sql).add(notices, telling.targets(), telling.clock().instant());
    }

    private static Collection<Map.Entry<Key, Firing>> those(SortedMap<Key, Firing> lines, boolean confirmed) {
        return lines.entrySet().stream()
                .filter(line -> line.getValue().confirmation() != null == confirmed)
                .toList();
    }

    /** The lines of these devices from their cursors on. */
    Map<DeviceId, List<Firing>> from(Map<DeviceId, Wakeup> apart) throws SQLException {
        Map<DeviceId, List<Firing>> lines = new HashMap<>();
        for (Line line : known(FROM.read(sql, apart.entrySet(), FiringTable::line)))
            lines.computeIfAbsent(line.device(), none -> new ArrayList<>()).add(line.firing());
        return lines;
    }

    /** Those of these lines that exist. */
    Map<Key, Firing> find(Collection<Key> keys) throws SQLException {
        Map<Key, Firing> lines = new HashMap<>();
        for (Line line : known(FIND.read(sql, keys, FiringTable::line)))
            lines.put(Key.of(line.device(), line.firing()), line.firing());
        return lines;
    }

    private record Line(DeviceId device, Firing firing) {}

    private static Optional<Line> line(ResultSet row) throws SQLException {
        DeviceId device = new DeviceId(row.getString(12));
        return firing(row).map(firing -> new Line(device, firing));
    }

    /** Without those whose verdict only a newer program knows. */
    private static <T> List<T> known(List<Optional<T>> read) {
        return read.stream().flatMap(Optional::stream).toList();
    }

    /** Deletes all lines of these devices. */
    void clear(Set<DeviceId> devices) throws SQLException {
        CLEAR.write(sql, devices);
    }

    /** The latest lines of these groups, newest first, without those whose verdict only a newer program knows. */
    List<Firing> recent(DeviceId device, Set<GroupId> groups, Excerpt wanted) throws SQLException {
        StringBuilder query = new StringBuilder(
                "select " + FOUND + " from firing where device_id = ? and group_id = any(?) and verdict <> 'WAITING'");
        List<Object> parameters = new ArrayList<>();
        parameters.add(device.value());
        parameters.add(Sql.texts(groups.stream().map(GroupId::value).toList()));
        bound(wanted.from(), " and epoch_day >= ? and scheduled_at >= ?", query, parameters);
        bound(wanted.to(), " and epoch_day <= ? and scheduled_at < ?", query, parameters);
        parameters.add(wanted.limit());
        return known(sql.all(
                query + " order by epoch_day desc, scheduled_at desc, fire_id desc limit ?",
                FiringTable::firing,
                parameters.toArray()));
    }

    private static void bound(@Nullable Instant bound, String condition, StringBuilder query, List<Object> parameters) {
        if (bound == null) return;
        query.append(condition);
        parameters.add(FiringDays.of(bound));
        parameters.add(fromMillis(bound));
    }

    /** The first millisecond at or after it. */
    private static long fromMillis(Instant bound) {
        return bound.plusNanos(999_999).toEpochMilli();
    }

    /** Reads a row whose first columns are {@link #FOUND}; empty where only a newer program knows its verdict. */
    static Optional<Firing> firing(ResultSet line) throws SQLException {
        Verdict verdict = VERDICTS.get(line.getString(6));
        if (verdict == null) return Optional.empty();
        Instant scheduledAt = Instant.ofEpochMilli(line.getLong(2));
        return Optional.of(new Firing(
                Occurrence.of(
                        line.getString(7),
                        new GroupId(line.getString(11)),
                        new TaskName(line.getString(1)),
                        scheduledAt),
                verdict,
                line.getInt(5),
                instant(line, 3),
                instant(line, 4),
                line.getString(13),
                confirmation(line)));
    }

    private static @Nullable Confirmation confirmation(ResultSet line) throws SQLException {
        Instant validUntil = instant(line, 8);
        return validUntil == null ? null : new Confirmation(validUntil, instant(line, 9), line.getString(10));
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    private static @Nullable Instant instant(ResultSet line, int index) throws SQLException {
        long millis = line.getLong(index);
        return line.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
