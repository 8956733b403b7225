package io.carillon.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query to Prometheus, read as far as its names go.
 *
 * @param metrics each with the labels that it is chosen by, and the values wanted of them
 * @param grouped labels that results are grouped by
 */
record PromQuery(Map<String, Map<String, String>> metrics, Set<String> grouped) {
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*(\\{[^}]*}|\\()?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    static PromQuery parse(String text) {
        balanced(text);
        Set<String> grouped = new LinkedHashSet<>();
        for (Matcher found = GROUPING.matcher(text); found.find(); )
            for (String label : found.group(1).split(",")) if (!label.isBlank()) grouped.add(label.strip());
        String rest = GROUPING.matcher(text).replaceAll(" ").replaceAll("\\[[^]]*]", " ");
        Map<String, Map<String, String>> metrics = new LinkedHashMap<>();
        for (Matcher found = SELECTOR.matcher(rest); found.find(); ) {
            String after = found.group(2) == null ? "" : found.group(2);
            if (after.equals("(") || WORDS.contains(found.group(1))) continue;
            Map<String, String> labels = metrics.computeIfAbsent(found.group(1), name -> new LinkedHashMap<>());
            for (Matcher one = MATCHER.matcher(after); one.find(); )
                labels.put(one.group(1), one.group(2).equals("=") ? one.group(3) : "");
        }
        if (metrics.isEmpty()) throw new AssertionError("no metric in " + text);
        return new PromQuery(metrics, grouped);
    }

    private static void balanced(String text) {
        List<Character> open = new ArrayList<>();
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            if (c == '"') quoted = !quoted;
            if (quoted) continue;
            if ("([{".indexOf(c) >= 0) open.add(c);
            int closes = ")]}".indexOf(c);
            if (closes >= 0 && (open.isEmpty() || open.remove(open.size() - 1) != "([{".charAt(closes)))
                throw new AssertionError("not balanced: " + text);
        }
        if (quoted || !open.isEmpty()) throw new AssertionError("not balanced: " + text);
    }
}
