package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's words: {@code web/console/words/<language>.json}. */
class ConsoleWordsTest {
    private static final Path CONSOLE = Path.of("src/main/resources/web/console");
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");
    /** Keys that the page puts together, by what they begin with. */
    private static final List<String> COMPOSED = List.of(
            "verdict.",
            "code.",
            "cluster.status.",
            "cluster.column.",
            "cluster.happened.",
            "editor.",
            "field.",
            "limit.",
            "note.",
            "reason.",
            "merge.",
            "place.",
            "rule.",
            "sun.",
            "rest.",
            "weekday.");

    @Test
    void bothLanguagesHaveTheSameKeysInTheSameOrder() throws IOException {
        assertThat(keys("zh")).containsExactlyElementsOf(keys("en"));
    }

    @Test
    void bothLanguagesFillTheSamePlaces() throws IOException {
        ObjectNode english = words("en");
        ObjectNode chinese = words("zh");
        for (String key : keys("en"))
            assertThat(places(chinese.path(key).asText()))
                    .as(key)
                    .isEqualTo(places(english.path(key).asText()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void everyWordIsUsedAndEveryUsedWordIsThere(String language) throws IOException {
        Set<String> known = new TreeSet<>(keys(language));
        assertThat(known).containsAll(asked());
        Set<String> named = named();
        known.removeIf(key -> named.contains(key.replaceAll("\\.(one|other)$", "")) || named.contains(key));
        known.removeIf(key -> COMPOSED.stream().anyMatch(key::startsWith));
        assertThat(known).as("words that no page shows").isEmpty();
    }

    /** Each field that a request may hold has its own words for when the API refuses it. */
    @Test
    void everyFieldOfARequestHasItsWords() throws IOException {
        JsonNode document = new ObjectMapper().readTree(new File("src/main/resources/web/openapi.json"));
        Set<String> fields = new TreeSet<>();
        for (JsonNode body : document.findValues("requestBody"))
            for (JsonNode content : resolved(document, body).path("content"))
                collect(document, content.path("schema"), fields);
        // what the console never sends wrong
        fields.removeAll(Set.of("enabled", "confirm", "latest_only", "ignore_calendar", "sun"));
        assertThat(keys("en"))
                .containsAll(fields.stream().map(field -> "field." + field).toList());
    }

    /** Each optional field of a group is one of the console's (group.js), with its words where it is edited and merged. */
    @Test
    void everyOptionalFieldOfAGroupIsKnownToTheConsole() throws IOException {
        JsonNode group = new ObjectMapper()
                .readTree(new File("src/main/resources/web/openapi.json"))
                .at("/components/schemas/Group");
        Set<String> optional = new TreeSet<>();
        group.path("properties").fieldNames().forEachRemaining(optional::add);
        group.path("required").forEach(name -> optional.remove(name.asText()));
        String known = Files.readString(CONSOLE.resolve("group.js"));
        for (String name : optional) {
            assertThat(known).contains("\n  " + name + ": { type: '");
            assertThat(keys("en")).contains("editor." + name, "merge." + name);
        }
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static void collect(JsonNode document, JsonNode schema, Set<String> fields) {
        JsonNode there = resolved(document, schema);
        for (String part : List.of("allOf", "anyOf", "oneOf"))
            there.path(part).forEach(one -> collect(document, one, fields));
        if (there.has("items")) collect(document, there.path("items"), fields);
        there.path("properties").fields().forEachRemaining(property -> {
            fields.add(property.getKey());
            collect(document, property.getValue(), fields);
        });
    }

    /** The keys that the scripts ask for by name. */
    private static Set<String> asked() throws IOException {
        Pattern asked = Pattern.compile("\\b(t|count)\\('([a-z][a-z0-9._-]*)'");
        Set<String> used = new TreeSet<>();
        for (MatchResult one : asked.matcher(scripts()).results().toList())
            if (one.group(1).equals("count")) used.addAll(List.of(one.group(2) + ".one", one.group(2) + ".other"));
            else used.add(one.group(2));
        return used;
    }

    /** Every text in the scripts that may be a key. */
    private static Set<String> named() throws IOException {
        return Pattern.compile("'([a-z][a-z0-9._-]*)'")
                .matcher(scripts())
                .results()
                .map(one -> one.group(1))
                .collect(Collectors.toSet());
    }

    private static String scripts() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(CONSOLE)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".js")).toList())
                all.append(Files.readString(file));
        }
        return all.toString();
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static List<String> keys(String language) throws IOException {
        List<String> keys = new ArrayList<>();
        words(language).fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static ObjectNode words(String language) throws IOException {
        return (ObjectNode) new ObjectMapper()
                .readTree(CONSOLE.resolve("words").resolve(language + ".json").toFile());
    }
}
