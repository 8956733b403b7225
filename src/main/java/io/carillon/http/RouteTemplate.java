package io.carillon.http;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What requests have in common, of which there are few whatever clients send. */
final class RouteTemplate {
    /** The word before an id tells whose it is. */
    private static final Map<String, String> IDS =
            Map.of("task", "{group_id}", "devices", "{device_id}", "bindings", "{user_id}", "calendars", "{name}");

    private static final Set<String> PREFIXES = Set.of("v3", "v3_1");
    private static final Set<String> WORDS =
            Set.of("schedule", "task", "tasks", "fires", "skip", "run", "preview", "devices", "bindings", "calendars");
    /** What is not behind a prefix of the API. */
    private static final Map<String, String> PAGES = Map.of(
            "openapi.json",
            "/openapi.json",
            "asyncapi.json",
            "/asyncapi.json",
            "docs",
            "/docs/",
            "console",
            "/console/");

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    private static final int LONGEST = 4;
    static final String OTHER = "other";

    private RouteTemplate() {}

    /** Without the prefix, with a slash at the end; {@code other} for what is none of our paths. */
    static String of(HttpRequest request) {
        List<String> segments =
                new ArrayList<>(Arrays.asList(request.getUri().getPathString().split("/")));
        if (segments.size() > 1 && PAGES.containsKey(segments.get(1)))
            return PAGES.getOrDefault(segments.get(1), OTHER);
        if (segments.size() < 3 || !PREFIXES.contains(segments.get(1))) return OTHER;
        List<String> path = segments.subList(2, segments.size());
        if (path.size() > LONGEST) return OTHER;
        StringBuilder template = new StringBuilder("/");
        String before = "";
        for (String segment : path) {
            String id = IDS.get(before);
            if (id == null && !WORDS.contains(segment)) return OTHER;
            template.append(id == null ? segment : id).append('/');
            before = id == null ? segment : "";
        }
        return template.toString();
    }

    static String method(HttpMethod method) {
        return METHODS.contains(method.value()) ? method.value() : OTHER;
    }
}
