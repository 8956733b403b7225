package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.schedule.Dates;
import io.carillon.schedule.Limits;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Sun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the console and the README repeat from the code; {@link OpenApiTest} compares the description. */
class RepeatedLimitsTest {
    private static final Path CONSOLE = Path.of("src/main/resources/web/console");

    @Test
    void theReadmeListsTheLimits() throws IOException {
        String limits =
                Files.readString(Path.of("README.md")).split("\n## Limits\n")[1].split("\n## ")[0];
        assertThat(limits.replaceAll("\\s+", " "))
                .contains(
                        number(Limits.MAX_USERS) + " users",
                        Limits.MAX_GROUPS + " groups",
                        Limits.MAX_TASKS + " tasks",
                        Limits.MAX_COMMAND_BYTES / 1024 + " KiB of `commands`",
                        number(Limits.MAX_KEYS) + " remembered `Idempotency-Key`s",
                        Limits.MAX_SKIPS + " skips to come",
                        Limits.MAX_RUNS + " runs without a verdict",
                        "1 to " + GroupBody.MAX_TASKS + " tasks",
                        Dates.MAX_EXCEPT + " `except_dates`",
                        number(GroupBody.MAX_COMMANDS_BYTES) + " bytes of `commands`",
                        "A body: " + Body.MAX_BYTES / 1024 + " KiB");
    }

    @Test
    void theConsoleKnowsThem() throws IOException {
        assertThat(script("fields.js")).contains("MOST_TASKS = " + GroupBody.MAX_TASKS + ";");
        assertThat(script("limits.js")).contains("maxlength: type === 'text' ? " + Labels.LONGEST + " :");
        for (String language : ConsoleActions.LANGUAGES) {
            JsonNode words = words(language);
            assertThat(words.path("limit.groups").asText()).contains("" + Limits.MAX_GROUPS);
            assertThat(words.path("limit.tasks").asText()).contains("" + Limits.MAX_TASKS, "" + GroupBody.MAX_TASKS);
            assertThat(words.path("limit.commands").asText()).contains("" + Limits.MAX_COMMAND_BYTES / 1024);
            assertThat(words.path("limit.skips").asText()).contains("" + Limits.MAX_SKIPS);
            assertThat(words.path("limit.runs").asText()).contains("" + Limits.MAX_RUNS);
            assertThat(words.path("field.tasks").asText()).contains("" + GroupBody.MAX_TASKS);
            assertThat(words.path("field.label").asText()).contains("" + Labels.LONGEST);
            assertThat(words.path("field.commands").asText()).contains("" + GroupBody.MAX_COMMANDS_BYTES / 1024);
            assertThat(words.path("field.except_dates").asText()).contains("" + Dates.MAX_EXCEPT);
        }
    }

    @Test
    void theConsoleKnowsEveryEventOfTheSun() throws IOException {
        for (Sun.Event event : Sun.Event.values()) {
            assertThat(script("fields.js")).contains("'" + event.text() + "'");
            for (String language : ConsoleActions.LANGUAGES)
                assertThat(words(language).has("sun." + event.text()))
                        .as(event + " in " + language)
                        .isTrue();
        }
    }

    @Test
    void theConsoleHasWordsForEveryCodeButThoseOfParameters() throws IOException {
        Set<Integer> codes = Stream.concat(
                        Stream.of(
                                Refusal.UNAVAILABLE,
                                Refusal.TOKEN_EXPIRED,
                                Refusal.TOKEN_ERROR,
                                Refusal.tooManyRequests(1)),
                        Arrays.stream(Problem.values()).map(Refusal::of))
                .map(Refusal::code)
                .filter(code -> code != Refusal.NO_SUCH_PATH.code())
                .collect(Collectors.toSet());
        for (int code : codes) {
            assertThat(script("api.js")).contains("" + code);
            for (String language : ConsoleActions.LANGUAGES)
                assertThat(words(language).has("code." + code))
                        .as(code + " in " + language)
                        .isTrue();
        }
    }

    @Test
    void theConsoleSpeaksTheLanguagesInWhichActionsAreNamed() throws IOException {
        for (String language : ConsoleActions.LANGUAGES)
            assertThat(script("words.js")).contains(language + ": '");
        try (Stream<Path> files = Files.list(CONSOLE.resolve("words"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(ConsoleActions.LANGUAGES);
        }
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String script(String name) throws IOException {
        return Files.readString(CONSOLE.resolve(name));
    }

    private static JsonNode words(String language) throws IOException {
        return new ObjectMapper().readTree(new File(CONSOLE + "/words/" + language + ".json"));
    }
}
