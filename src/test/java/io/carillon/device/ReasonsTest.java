package io.carillon.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.device.Courier.Failed;
import io.carillon.device.Courier.Trouble;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a firing was not delivered ({@code reason}, contract 1): every text of our own has its place in what people read. */
class ReasonsTest {
    private static final String WEB = "src/main/resources/web/";
    private static final String BROKERS_OWN = "0x97 QUOTA_EXCEEDED";

    /** What stands beside the broker's own words. */
    private static Set<String> reasons() {
        Set<String> reasons = new TreeSet<>();
        for (Delay delay : Delay.values()) reasons.add(delay.reason);
        Arrays.stream(Trouble.values())
                .map(trouble -> new Failed(trouble, null, BROKERS_OWN).reason())
                .filter(Objects::nonNull)
                .filter(reason -> !reason.equals(BROKERS_OWN))
                .forEach(reasons::add);
        return reasons;
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void theConsoleSaysEachInItsWords(String language) throws IOException {
        JsonNode words = json("console/words/" + language + ".json");
        assertThat(reasons()).allSatisfy(reason -> assertThat(words.has("reason." + reason.replace(' ', '-')))
                .as(reason)
                .isTrue());
    }

    @Test
    void openApiNamesEach() throws IOException {
        assertThat(json("openapi.json").findValues("reason"))
                .filteredOn(one -> one.has("description"))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(reasons())
                        .allSatisfy(reason ->
                                assertThat(one.path("description").asText()).contains('`' + reason + '`')));
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(new File(WEB + file));
    }
}
