package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.device.Courier.Trouble;
import io.carillon.device.Delay;
import io.carillon.schedule.Verdict;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new verdict is handled wherever verdicts are listed by name; metrics and events list the enum itself. */
class VerdictsTest {
    private static final String WEB = "src/main/resources/web/";

    /** The verdicts that are shown, by their names in the API. */
    private static final List<String> SHOWN = Arrays.stream(Verdict.values())
            .filter(verdict -> verdict != Verdict.WAITING)
            .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
            .toList();

    @ParameterizedTest
    @ValueSource(strings = {"openapi.json", "asyncapi.json"})
    void theDescriptionsListThem(String file) throws IOException {
        List<JsonNode> lists = json(WEB + file).findValues("verdict").stream()
                .filter(schema -> schema.has("enum"))
                .toList();
        assertThat(lists).isNotEmpty().allSatisfy(schema -> {
            assertThat(StreamSupport.stream(schema.path("enum").spliterator(), false)
                            .map(JsonNode::asText))
                    .containsExactlyInAnyOrderElementsOf(SHOWN);
            if (schema.has("description"))
                assertThat(SHOWN)
                        .allSatisfy(name ->
                                assertThat(schema.path("description").asText()).contains('`' + name + '`'));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void theConsoleHasWordsForThem(String language) throws IOException {
        JsonNode words = json(WEB + "console/words/" + language + ".json");
        for (String name : SHOWN)
            assertThat(words.fieldNames()).toIterable().contains("verdict." + name, "verdict." + name + ".why");
    }

    @Test
    void theConsoleGivesThemALookAPlaceInTheBarsAndAColour() {
        String looks = Repository.text(WEB + "console/entries.js");
        String bars = Repository.text(WEB + "console/hour.js");
        String colours = Repository.text(WEB + "console/device.css");
        for (String name : SHOWN) {
            assertThat(looks).contains(name + ": '");
            assertThat(bars).contains("'" + name + "'");
            assertThat(colours).containsPattern("\\.v-" + name + "\\b");
        }
    }

    @Test
    void theReadmeListsThem() {
        String row = row("| `carillon_firings_total{verdict}`");
        assertThat(SHOWN).allSatisfy(name -> assertThat(row).contains('`' + name + '`'));
    }

    /** Labels of metrics that are enums, too. */
    @Test
    void theReadmeListsTheCausesOfDelayAndTheOutcomesOfAPublish() {
        assertThat(row("| `carillon_firings_late_total{cause}`")).contains(names(Delay.values()));
        assertThat(row("| `carillon_mqtt_connected`")).contains(names(Trouble.values()));
    }

    private static List<String> names(Enum<?>[] all) {
        return Arrays.stream(all)
                .map(one -> '`' + one.name().toLowerCase(Locale.ROOT) + '`')
                .toList();
    }

    private static String row(String start) {
        return Repository.text("README.md")
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(Repository.text(file));
    }
}
