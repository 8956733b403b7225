package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    private static final List<String> COMPOSED =
            List.of("verdict.", "code.", "cluster.status.", "cluster.column.", "editor.");

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
        Set<String> used = used();
        Set<String> known = new TreeSet<>(keys(language));
        assertThat(known).containsAll(used);
        known.removeAll(used);
        known.removeIf(key -> COMPOSED.stream().anyMatch(key::startsWith));
        assertThat(known).as("words that no page shows").isEmpty();
    }

    /** The keys that the scripts name in full. */
    private static Set<String> used() throws IOException {
        Pattern asked = Pattern.compile("\\b(t|count|action)\\('([a-z][a-z0-9.-]*)'");
        Pattern listed = Pattern.compile("\\['(days\\.[a-z]+|once)', \\[");
        Pattern chosen = Pattern.compile("\\bt\\([^()]*\\? '([a-z.-]+)' : '([a-z.-]+)'");
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.list(CONSOLE)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".js")).toList()) {
                String text = Files.readString(file);
                for (MatchResult one : asked.matcher(text).results().toList())
                    if (one.group(1).equals("count")) {
                        used.add(one.group(2) + ".one");
                        used.add(one.group(2) + ".other");
                    } else used.add(one.group(2));
                listed.matcher(text).results().forEach(one -> used.add(one.group(1)));
                chosen.matcher(text).results().forEach(one -> used.addAll(List.of(one.group(1), one.group(2))));
            }
        }
        return used;
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
