package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import io.carillon.node.settings.Settings;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WelcomeTest {
    private static final Instant NOW = Instant.parse("2026-03-02T04:05:06Z");
    private static final Pattern LINK =
            Pattern.compile("http://127\\.0\\.0\\.1:8080/console/#token=(\\S+)&device=lamp");

    @TempDir
    private Path data = Path.of("");

    @Test
    void aNewcomerIsGivenALinkThatSignsTheAdministratorInForAnHour() throws ParseException {
        Matcher link = LINK.matcher(welcome(Map.of()).text());
        assertThat(link.find()).isTrue();
        Map<String, Object> claims = JWSObject.parse(link.group(1)).getPayload().toJSONObject();
        assertThat(claims)
                .containsEntry("sub", "admin")
                .containsEntry("scope", "carillon:admin")
                .containsEntry("exp", NOW.plusSeconds(3600).getEpochSecond());
    }

    @Test
    void noLinkIsPrintedWhereOthersCanReachTheApi() {
        assertThat(welcome(Map.of("CARILLON_HTTP_HOST", "0.0.0.0")).text()).doesNotContain("token=");
    }

    @Test
    void noLinkIsPrintedWhereAnythingIsConfigured() {
        assertThat(welcome(Map.of("CARILLON_JWT_SECRET", "0123456789abcdef0123456789abcdef"))
                        .text())
                .contains("http://127.0.0.1:8080/console/")
                .doesNotContain("token=");
    }

    @Test
    void aLogIsToldNoToken() {
        assertThat(welcome(Map.of()).line()).contains("/console/").doesNotContain("token=");
    }

    private Welcome welcome(Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("CARILLON_DATA_DIR", data.toString());
        return new Welcome(Settings.read(variables), NOW);
    }

    @Test
    void itShowsNoPasswordOfTheDatabasesUrl() {
        Settings settings = Settings.read(Map.of(
                "CARILLON_DB_URL", "jdbc:postgresql://h/d?user=u&password=url-word",
                "CARILLON_MQTT_URL", "mqtt://h",
                "CARILLON_JWT_SECRET", "a-secret-of-thirty-two-bytes-or-more"));
        Welcome welcome = new Welcome(settings, Instant.EPOCH);
        assertThat(welcome.text()).contains("jdbc:postgresql://h/d").doesNotContain("url-word");
        assertThat(welcome.line()).contains("jdbc:postgresql://h/d").doesNotContain("url-word");
    }
}
