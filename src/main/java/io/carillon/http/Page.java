package io.carillon.http;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Group;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page of a device's groups (contract 1, <i>List</i>).
 *
 * @param count of all groups
 * @param next the absolute URL of the next page
 */
record Page(int count, @Nullable String next, @Nullable String previous, List<Group> results) {
    static final int MOST = 100;

    /**
     * Which page is wanted.
     *
     * @param size empty where the caller leaves it to us
     */
    record Wanted(DeviceId device, int number, Optional<Integer> size) {
        static Wanted of(Query query) {
            return new Wanted(
                    query.at("device_id").parsed(DeviceId.ALLOWED, DeviceId::parse),
                    query.number("page", 1, Integer.MAX_VALUE).orElse(1),
                    query.number("page_size", 1, MOST));
        }

        /** @param url of the list, without a query */
        Page of(List<Group> all, String url) {
            int each = size.orElse(MOST);
            int pages = Math.max(1, (all.size() + each - 1) / each);
            if (number > pages)
                throw new Refused(Refusal.field("page", "1 to " + pages + " expected, got \"" + number + "\""));
            int from = (number - 1) * each;
            return new Page(
                    all.size(),
                    number < pages ? link(url, number + 1) : null,
                    number > 1 ? link(url, number - 1) : null,
                    all.subList(from, Math.min(from + each, all.size())));
        }

        private String link(String url, int page) {
            return url + "?device_id=" + device + "&page=" + page
                    + size.map(each -> "&page_size=" + each).orElse("");
        }
    }
}
