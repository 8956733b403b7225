package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.Served.Answered;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 1, <i>List</i>: its pages. */
class ListTest {
    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    @BeforeEach
    void fiveGroups() {
        for (int i = 0; i < 5; i++) api.group(device, "7:0" + i);
    }

    @Test
    void pagesPointAtEachOtherUnderTheCallersPrefix() {
        JsonNode first = page("&page_size=2");
        assertThat(first.get("count").intValue()).isEqualTo(5);
        assertThat(first.get("previous").isNull()).isTrue();
        assertThat(first.get("results")).hasSize(2);
        assertThat(first.get("next").textValue())
                .isEqualTo(api.url("/v3_1/schedule/tasks/?device_id=" + device + "&page=2&page_size=2"));

        JsonNode second = follow(first.get("next"));
        assertThat(second.get("results")).hasSize(2);
        JsonNode third = follow(second.get("next"));
        assertThat(third.get("results")).hasSize(1);
        assertThat(third.get("next").isNull()).isTrue();
        assertThat(follow(third.get("previous"))).isEqualTo(second);
        assertThat(follow(second.get("previous")).get("results")).isEqualTo(first.get("results"));
    }

    @Test
    void linksHonourWhatAProxyReports() {
        Answered answered = api.send(
                Served.USER,
                "GET",
                "/v3/schedule/tasks?page_size=4&device_id=" + device,
                null,
                BodyPublishers.noBody(),
                "X-Forwarded-Proto",
                "https, http",
                "X-Forwarded-Host",
                "api.example.org:8443");
        assertThat(answered.data().get("next").textValue())
                .isEqualTo(
                        "https://api.example.org:8443/v3/schedule/tasks/?device_id=" + device + "&page=2&page_size=4");
    }

    @Test
    void whatAProxyCannotHaveMeantIsIgnored() {
        Answered answered = api.send(
                Served.USER,
                "GET",
                "/v3/schedule/tasks?page_size=4&device_id=" + device,
                null,
                BodyPublishers.noBody(),
                "X-Forwarded-Proto",
                "javascript",
                "X-Forwarded-Host",
                "evil/\"><b>");
        assertThat(answered.data().get("next").textValue()).startsWith(api.url("/v3/schedule/tasks/"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', device_id",
        "?device_id=, device_id",
        "?device_id=%2Fx, device_id",
        "?device_id=a&device_id=a, device_id",
        "?device_id=ID&page=0, page",
        "?device_id=ID&page=-1, page",
        "?device_id=ID&page=x, page",
        "?device_id=ID&page=, page",
        "?device_id=ID&page=99999999999999, page",
        "?device_id=ID&page=2, page",
        "?device_id=ID&page=4&page_size=2, page",
        "?device_id=ID&page_size=0, page_size",
        "?device_id=ID&page_size=101, page_size",
        "?device_id=ID&page_size=1.5, page_size",
        "?device_id=%ff, device_id"
    })
    void aWrongParameterIsNamed(String query, String name) {
        Answered answered = api.send(
                Served.USER, "GET", "/v3/schedule/tasks/" + query.replace("ID", device), null, BodyPublishers.noBody());
        assertThat(answered.status()).isEqualTo(400);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.message()).startsWith(name + ": ");
    }

    @Test
    void theMostIsOneHundredAndUnknownParametersAreIgnored() {
        assertThat(page("&page_size=100&page=1&x=[y]&z").get("results")).hasSize(5);
    }

    private JsonNode page(String more) {
        return api.get("/v3_1/schedule/tasks/?device_id=" + device + more).data();
    }

    private static JsonNode follow(JsonNode url) {
        return api.get(url.textValue().substring(api.url("").length())).data();
    }
}
