package io.carillon.wakeup;

import io.carillon.device.Notice;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Statements on the table {@code notice}: the events still to be told, one row for each target. */
record NoticeTable(Sql sql) {
    /** Events older than this are given up. */
    static final Duration KEPT = Duration.ofDays(1);

    /** How long a claim lasts; then another node may tell the event. */
    static final Duration CLAIMED = Duration.ofSeconds(60);

    static final int TRIMMED_AT_ONCE = 1000;

    /** The limit of counting. */
    private static final int COUNTED = 1_000_000;

    /**
     * A row.
     *
     * @param tries how often it has failed
     */
    record Row(String target, Notice notice, long tries, Instant nextAt) {
        Row again(Instant at) {
            return new Row(target, notice, tries + 1, at);
        }
    }

    private static final String COLUMNS =
            FiringTable.FOUND + ", slice, target, reached_at, since, next_at, tries, tried";

    private static final String VALUES = "v." + COLUMNS.replace(", ", ", v.");

    private static final String SAME = "t.device_id = v.device_id and t.fire_id = v.fire_id and t.verdict = v.verdict"
            + " and t.target = v.target";

    private static final Bulk<Row> DELETE = key(Bulk.delete("notice", SAME));

    private static final Bulk<Row> POSTPONE = key(Bulk.<Row>of(
                    "update notice as t set next_at = v.next_at, tries = v.tries, tried = v.tried from {rows} where "
                            + SAME,
                    "merge into notice as t using {rows} on " + SAME
                            + " when matched then update set next_at = v.next_at, tries = v.tries, tried = v.tried"))
            .number("next_at", row -> row.nextAt().toEpochMilli())
            .number("tries", Row::tries)
            .flag("tried", row -> row.tries() > 0);

    private static Bulk<Row> key(Bulk<Row> bulk) {
        return bulk.text("device_id", row -> row.notice().device().value())
                .text("fire_id", row -> row.notice().firing().occurrence().fireId())
                .text("verdict", row -> row.notice().firing().verdict().name())
                .text("target", Row::target);
    }

    private static final Bulk<Row> ADD = key(Bulk.<Row>of(
                    "insert into notice (" + COLUMNS + ") select " + VALUES + " from {rows} on conflict do nothing",
                    "merge into notice as t using {rows} on " + SAME + " when not matched then insert (" + COLUMNS
                            + ") values (" + VALUES + ")"))
            .number("slice", row -> (long) WakeupTable.slice(row.notice().device()))
            .text("group_id", row -> row.notice().firing().occurrence().group().value())
            .text("task", row -> row.notice().firing().occurrence().task().value())
            .number(
                    "scheduled_at",
                    row -> millis(row.notice().firing().occurrence().at()))
            .number("published_at", row -> millis(row.notice().firing().publishedAt()))
            .number("acknowledged_at", row -> millis(row.notice().firing().acknowledgedAt()))
            .number("attempts", row -> (long) row.notice().firing().attempts())
            .text("reason", row -> row.notice().firing().reason())
            .number("valid_until", row -> given(row, given -> millis(given.validUntil())))
            .number("answered_at", row -> given(row, given -> millis(given.answeredAt())))
            .text("answer", row -> given(row, Confirmation::answer))
            .number("reached_at", row -> millis(row.notice().at()))
            .number("since", row -> millis(row.nextAt()))
            .number("next_at", row -> millis(row.nextAt()))
            .number("tries", Row::tries)
            .flag("tried", row -> row.tries() > 0);

    /** Adds a row for each target. An event that waits already, or was told before, may be told twice. */
    void add(Collection<Notice> notices, Set<String> targets, Instant now) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (Notice notice : notices) for (String target : targets) rows.add(new Row(target, notice, 0, now));
        ADD.write(sql, rows);
    }

    /** Claims due rows of these slices, new ones first: until the claim ends they are the caller's alone. */
    List<Row> claim(String target, Collection<Integer> slices, Instant now, int fresh, int tried) throws SQLException {
        List<Row> due = new ArrayList<>(due(target, false, slices, now, fresh));
        due.addAll(due(target, true, slices, now, tried));
        Instant until = now.plus(CLAIMED);
        POSTPONE.write(
                sql,
                due.stream()
                        .map(row -> new Row(row.target(), row.notice(), row.tries(), until))
                        .toList());
        return due;
    }

    private List<Row> due(String target, boolean tried, Collection<Integer> slices, Instant now, int limit)
            throws SQLException {
        List<Optional<Row>> rows = sql.all(
                "select " + COLUMNS + " from notice where target = ? and tried = ? and next_at <= ? and since > ?"
                        + " and slice = any(?) and verdict = any(?) order by next_at limit ? for update",
                NoticeTable::row,
                target,
                tried,
                now.toEpochMilli(),
                now.minus(KEPT).toEpochMilli(),
                Sql.integers(slices),
                // what only a newer program knows waits for it, and takes nobody's place
                Sql.texts(FiringTable.VERDICTS.keySet()),
                limit);
        return rows.stream().flatMap(Optional::stream).toList();
    }

    private static Optional<Row> row(ResultSet found) throws SQLException {
        DeviceId device = new DeviceId(found.getString("device_id"));
        Instant reached = Instant.ofEpochMilli(found.getLong("reached_at"));
        Instant next = Instant.ofEpochMilli(found.getLong("next_at"));
        String target = found.getString("target");
        long tries = found.getLong("tries");
        return FiringTable.firing(found)
                .map(firing -> new Row(target, new Notice(device, firing, reached), tries, next));
    }

    void told(Collection<Row> rows) throws SQLException {
        DELETE.write(sql, rows);
    }

    void postpone(Collection<Row> rows) throws SQLException {
        POSTPONE.write(sql, rows);
    }

    /** Deletes some that have waited too long; returns how many. */
    int giveUp(Instant now) throws SQLException {
        return sql.update(
                sql.dialect() == Dialect.H2
                        ? "delete from notice where since <= ? fetch first ? rows only"
                        : "delete from notice where ctid = any(array(select ctid from notice where since <= ? limit ?))",
                now.minus(KEPT).toEpochMilli(),
                TRIMMED_AT_ONCE);
    }

    /** The number of rows that wait in these slices, up to a million. */
    long waiting(Collection<Integer> slices) throws SQLException {
        return sql.first(
                        "select count(*) from (select 1 from notice where slice = any(?) limit ?) as waiting",
                        row -> row.getLong(1),
                        Sql.integers(slices),
                        COUNTED)
                .orElse(0L);
    }

    private static <T> @Nullable T given(Row row, Function<Confirmation, @Nullable T> part) {
        Confirmation given = row.notice().firing().confirmation();
        return given == null ? null : part.apply(given);
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }
}
