package io.carillon.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list (contract 1, <i>List</i>).
 *
 * @param count of the whole list
 * @param next the absolute URL of the next page
 */
record Page<T>(int count, @Nullable String next, @Nullable String previous, List<T> results) {
    static final int MOST = 100;

    /**
     * The page that a request asks for.
     *
     * @param list its absolute URL, without a query
     * @param named the query's other parameters, as {@code name=value&}
     * @param size empty where the request does not say
     */
    record Wanted(String list, String named, int number, Optional<Integer> size) {
        /**
         * @param path of the list, after the prefix
         * @param others the query's other parameters
         */
        static Wanted of(Call call, String path, String... others) {
            Query query = call.query();
            return new Wanted(
                    Origin.of(call.request()) + "/" + call.prefix() + path,
                    Stream.of(others)
                            .flatMap(name -> query.at(name).optional(field -> parameter(name, field)).stream())
                            .collect(Collectors.joining()),
                    query.number("page", 1, Integer.MAX_VALUE).orElse(1),
                    query.number("page_size", 1, MOST));
        }

        private static String parameter(String name, Field field) {
            String encoded = URLEncoder.encode(field.text("text expected"), StandardCharsets.UTF_8)
                    .replace("+", "%20")
                    .replace("%3A", ":")
                    .replace("%2C", ",");
            return name + "=" + encoded + "&";
        }

        int each() {
            return size.orElse(MOST);
        }

        /** The number of entries before it. */
        long from() {
            return (number - 1L) * each();
        }

        /** The page of a list that is in memory. */
        <T> Page<T> of(List<T> all) {
            int from = (int) Math.min(from(), all.size());
            return of(all.size(), all.subList(from, Math.min(from + each(), all.size())));
        }

        /** @param results the entries of this page */
        <T> Page<T> of(int count, List<T> results) {
            int pages = Math.max(1, (count + each() - 1) / each());
            if (number > pages)
                throw new Refused(Refusal.field("page", "1 to " + pages + " expected, got \"" + number + "\""));
            return new Page<>(
                    count, number < pages ? link(number + 1) : null, number > 1 ? link(number - 1) : null, results);
        }

        private String link(int page) {
            return list + "?" + named + "page=" + page
                    + size.map(each -> "&page_size=" + each).orElse("");
        }
    }
}
