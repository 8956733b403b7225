package io.carillon.http;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpRequest;
import io.carillon.http.Endpoint.Answering;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of the API's calls: routing, 405 and the labels of metrics read it. */
final class Endpoints {
    private static final List<String> PREFIXES = List.of("v3", "v3_1");
    private static final int MOST_SLASHES = 8;

    private final Map<List<String>, Path> paths = new LinkedHashMap<>();

    /** @param methods in the order of the table */
    private record Path(String template, Map<HttpMethod, Answering> methods) {}

    /**
     * The path that a request matches.
     *
     * @param prefix {@code v3} or {@code v3_1}
     */
    record Found(String prefix, String template, Map<HttpMethod, Answering> methods, List<String> ids) {
        List<String> allowed() {
            return methods.keySet().stream().map(HttpMethod::value).toList();
        }
    }

    Endpoints(List<Endpoint> all) {
        for (Endpoint one : all)
            paths.computeIfAbsent(one.segments(), path -> new Path(one.template(), new LinkedHashMap<>()))
                    .methods
                    .put(one.method(), one.answering());
    }

    /** Matches with and without the last slash; empty for an unknown path. */
    Optional<Found> find(HttpRequest request) {
        List<String> segments = segments(request);
        if (segments.isEmpty() || !PREFIXES.contains(segments.get(0))) return Optional.empty();
        List<String> path = segments.subList(1, segments.size());
        for (Map.Entry<List<String>, Path> one : paths.entrySet()) {
            if (!leadsTo(one.getKey(), path)) continue;
            Path found = one.getValue();
            return Optional.of(new Found(segments.get(0), found.template, found.methods, ids(one.getKey(), path)));
        }
        return Optional.empty();
    }

    /** The decoded segments; empty where one is empty or the path is longer than any of ours. */
    static List<String> segments(HttpRequest request) {
        String path = request.getUri().getPathString();
        boolean ours =
                !path.contains("//") && path.chars().filter(c -> c == '/').count() <= MOST_SLASHES;
        List<String> segments = new ArrayList<>();
        if (ours) request.getUri().pathSegments().forEach(segments::add);
        return segments;
    }

    private static boolean leadsTo(List<String> template, List<String> path) {
        if (template.size() != path.size()) return false;
        for (int i = 0; i < path.size(); i++)
            if (!isId(template.get(i)) && !template.get(i).equals(path.get(i))) return false;
        return true;
    }

    private static List<String> ids(List<String> template, List<String> path) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) if (isId(template.get(i))) ids.add(path.get(i));
        return ids;
    }

    private static boolean isId(String segment) {
        return segment.startsWith("{");
    }
}
