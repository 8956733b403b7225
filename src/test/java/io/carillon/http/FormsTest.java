package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 1: a form body is accepted like JSON. */
class FormsTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    @RegisterExtension
    static final Served api = new Served();

    private final String device = api.device();

    @Test
    void aFormMakesTheSameGroupAsJson() {
        String commands = "{\"a b\": \"é+&=%😀\"}";
        Answered made = form(
                "POST",
                "/v3/schedule/task/",
                "device_id=" + encoded(device) + "&period=0101010&tasks="
                        + encoded("[" + Served.task("07", "5", commands) + "]"));
        assertThat(made.message()).isEqualTo("create crontab ok.");
        assertThat(made.data().at("/tasks/0/commands").textValue()).isEqualTo(commands);
        assertThat(made.data().at("/tasks/0/crontab/hour").textValue()).isEqualTo("07");
    }

    @Test
    void aFormMakesAGroupThatIsOff() {
        Answered made = form(
                "POST",
                "/v3/schedule/task/",
                "device_id=" + encoded(device) + "&period=0101010&enabled=false&tasks="
                        + encoded("[" + Served.task("7", "5", "{}") + "]"));
        assertThat(made.data().get("enabled").booleanValue()).isFalse();
    }

    @Test
    void aFormUpdatesAGroup() {
        String id = api.group(device, "7:05");
        Answered put = form(
                "PUT",
                "/v3/schedule/task/" + id,
                "enabled=false&period=1111111&tasks=" + encoded("[" + Served.task("8", "0", "[]") + "]"));
        assertThat(put.data().get("enabled").booleanValue()).isFalse();
        assertThat(put.data().get("period").textValue()).isEqualTo("1111111");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "period=0101010&period=0101010&tasks=[]|period: given twice",
                "period=0101010&p%65riod=0101010&tasks=[]|period: given twice",
                "period=0101010&enabled=yes&tasks=[]|enabled: true or false expected, got \"yes\"",
                "period=0101010&enabled=true&tasks=x|tasks: one JSON value expected",
                "period=0101010&enabled=true&tasks=|tasks: one JSON value expected",
                "period=0101010&enabled=true&tasks={}|tasks: an array of 1 to 50 objects expected",
                "period=0101010&enabled=true&tasks=[{\"hour\":\"1\",\"hour\":\"1\"}]|tasks[0].hour: given twice",
                "period=0101010&enabled=true&tasks=[{\"hour\":\"24\"}]|tasks[0].hour: 0 to 23 expected, got \"24\"",
                "period=01%2|body: two hex digits expected",
                "period=01%zz|body: two hex digits expected",
                "period=01%３０|body: two hex digits expected",
                "period=%ff|body: well-formed UTF-8 expected",
                "x|period: seven digits"
            })
    void aWrongFormIsRefusedByName(String body, String begin) {
        String id = api.group(device, "7:05");
        Answered put = form("PUT", "/v3/schedule/task/" + id, body);
        assertThat(put.status()).isEqualTo(400);
        assertThat(put.code()).isEqualTo(10000);
        assertThat(put.message()).startsWith(begin);
    }

    @Test
    void aFormMayNameItsCharset() {
        assertThat(api.send(
                                Served.USER,
                                "POST",
                                "/v3/schedule/task/",
                                FORM + "; charset=UTF-8",
                                BodyPublishers.ofString("x=y"))
                        .status())
                .isEqualTo(400);
    }

    private static Answered form(String method, String path, String body) {
        return api.send(Served.USER, method, path, FORM, BodyPublishers.ofString(body));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
