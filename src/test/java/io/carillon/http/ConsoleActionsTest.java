package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 4, {@code CARILLON_CONSOLE_ACTIONS}. */
class ConsoleActionsTest {
    private static final String HEAT = "{'id':'h','name':{'en':'Heat','zh':'加热'},'icon':'warm','commands':%s}";

    @Test
    void commandsAreAValueOrItsText() {
        assertThat(read(HEAT.formatted("{'heat': 21}")).get(0).path("commands").asText())
                .isEqualTo("{\"heat\":21}");
        assertThat(read(HEAT.formatted("'[ 1 ]'")).get(0).path("commands").asText())
                .isEqualTo("[ 1 ]");
    }

    @Test
    void oneMayEndAnother() {
        assertThat(ConsoleActions.ON_AND_OFF.json().get(1).path("ends").asText())
                .isEqualTo("on");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[]|1 to 50 actions",
                "{}|JSON array of 1 to 50",
                "[|well-formed",
                "[{'id':'h'}]|action 1: name.en",
                "[{'id':'h','name':{'en':'H','zh':'热'},'commands':'21'}]|action 1: commands",
                "[{'id':'h','name':{'en':'H','zh':'热'},'commands':{},'ends':'x'}]|no action has the id",
            })
    void whatIsWrongIsSaid(String text, String said) {
        assertThatIllegalArgumentException().isThrownBy(() -> array(text)).withMessageContaining(said);
    }

    @Test
    void twoOfOneIdAreRefused() {
        String heat = HEAT.formatted("{}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> array("[" + heat + "," + heat + "]"))
                .withMessageContaining("two actions");
    }

    private static JsonNode read(String action) {
        return array("[" + action + "]");
    }

    private static JsonNode array(String text) {
        return ConsoleActions.of(text.replace('\'', '"')).json();
    }
}
