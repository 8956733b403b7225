package io.carillon.wakeup;

import io.carillon.device.DeviceIndex.Found;
import io.carillon.device.DeviceIndex.Listed;
import io.carillon.device.DeviceIndex.Scope;
import io.carillon.device.DeviceIndex.Search;
import io.carillon.schedule.DeviceId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** One search of the devices in the tables {@code wakeup} and {@code binding}. */
record DeviceSearch(Sql sql, Search search) {
    Found run() throws SQLException {
        if (search.scope() instanceof Scope.Named named) return named(named.devices());
        if (search.scope() instanceof Scope.BoundTo bound)
            return found(
                    "t.device_id",
                    "binding t left join wakeup w on w.device_id = t.device_id where t.user_id = ?",
                    List.of(bound.user().value()));
        return found("w.device_id", "wakeup w where w.listed", List.of());
    }

    private Found found(String id, String from, List<String> first) throws SQLException {
        StringBuilder where = new StringBuilder(from);
        List<Object> values = new ArrayList<>(first);
        search.prefix().ifPresent(prefix -> {
            where.append(" and ").append(id).append(" >= ? and ").append(id).append(" < ?");
            values.add(prefix);
            values.add(prefix + "~"); // comes after all that ids are made of
        });
        search.part().ifPresent(part -> {
            where.append(
                    " and (lower(" + id + ") like lower(?) escape '!' or lower(w.label) like lower(?) escape '!')");
            values.add(holding(part));
            values.add(holding(part));
        });
        int count = sql.first("select count(*) from " + where, row -> row.getInt(1), values.toArray())
                .orElse(0);
        String order = " order by " + id + " limit ? offset ?";
        values.add(search.limit());
        values.add(search.from());
        return new Found(
                count,
                sql.all(
                        "select " + id + ", w.label from " + where + order,
                        row -> new Listed(new DeviceId(row.getString(1)), row.getString(2)),
                        values.toArray()));
    }

    private static String holding(String part) {
        return "%" + part.replaceAll("[!%_]", "!$0") + "%";
    }

    /** A token names few enough devices to look each one up. */
    private Found named(Set<DeviceId> devices) throws SQLException {
        List<Listed> all = new ArrayList<>(new WakeupTable(sql).labels(devices));
        all.removeIf(Predicate.not(this::matches));
        int from = (int) Math.min(search.from(), all.size());
        return new Found(all.size(), all.subList(from, Math.min(from + search.limit(), all.size())));
    }

    private boolean matches(Listed one) {
        String label = one.label() == null ? "" : one.label();
        return search.prefix()
                        .filter(prefix -> !one.id().value().startsWith(prefix))
                        .isEmpty()
                && search.part()
                        .map(DeviceSearch::lower)
                        .filter(part -> !lower(one.id().value()).contains(part)
                                && !lower(label).contains(part))
                        .isEmpty();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
