package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.http.Served.Answered;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 1: {@code POST …/preview/}; it is 2026-03-02T04:05:06.789Z, a Monday. */
class PreviewTest {
    private static final String MORNING = Served.task("7", "5", "{}");
    private static final String EVENING = Served.task("22", "30", "{}");

    @RegisterExtension
    static final Served api = new Served();

    @BeforeAll
    static void serve() {
        api.bind("dev", "ann");
    }

    @Test
    void withoutADeviceItGoesByTheZoneAndTellsTasksByTheirPlace() {
        assertThat(preview("?days=1", "\"time_zone\":\"Europe/Berlin\",").data().toString())
                .isEqualTo("{\"upcoming\":[{\"index\":1,\"scheduled_at\":\"2026-03-02T06:05:00.000Z\"},"
                        + "{\"index\":0,\"scheduled_at\":\"2026-03-02T21:30:00.000Z\"}]}");
    }

    @Test
    void withoutAZoneItIsTheServices() {
        assertThat(preview("?days=1", "").data().at("/upcoming/0/scheduled_at").asText())
                .isEqualTo("2026-03-02T14:30:00.000Z");
    }

    @Test
    void aDeviceOfTheUsersIsAskedAndNothingIsStored() {
        Answered answered = preview("", "\"device_id\":\"dev\",");
        assertThat(answered.message()).isEqualTo("ok");
        assertThat(answered.data().get("upcoming")).hasSize(28);
        assertThat(api.devices.state("dev").groups()).isEmpty();
    }

    @Test
    void nobodyLearnsOfADeviceThatIsNotHis() {
        Answered answered = preview("", "\"device_id\":\"other\",");
        assertThat(answered.status()).isEqualTo(404);
        assertThat(answered.code()).isEqualTo(11600);
    }

    @Test
    void whatIsDisabledDoesNothing() {
        assertThat(preview("", "\"enabled\":false,").data().get("upcoming")).isEmpty();
    }

    @Test
    void atMostAThousandAreShown() {
        assertThat(preview("?days=400", "").data().get("upcoming")).hasSize(800);
        String each = String.join(",", List.of(MORNING, EVENING, MORNING));
        assertThat(api.post("/v3/schedule/preview/?days=400", body("", each))
                        .data()
                        .get("upcoming"))
                .hasSize(1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ?days=0 | | days
            ?days=401 | | days
            '' | "device_id":"dev","time_zone":"Europe/Berlin", | time_zone
            '' | "time_zone":"Mars/Olympus", | time_zone
            '' | "location":{"latitude":91,"longitude":0}, | location.latitude
            '' | "end_date":"2026-03-01", | end_date
            """)
    void whatIsWrongIsNamed(String query, String fields, String field) {
        Answered answered = preview(query, fields == null ? "" : fields);
        assertThat(answered.code()).isEqualTo(10000);
        assertThat(answered.data().get("field").asText()).isEqualTo(field);
    }

    private static Answered preview(String query, String fields) {
        return api.post("/v3/schedule/preview/" + query, body(fields, EVENING + "," + MORNING));
    }

    private static String body(String fields, String tasks) {
        return "{" + fields + "\"period\":\"1111111\",\"tasks\":[" + tasks + "]}";
    }
}
