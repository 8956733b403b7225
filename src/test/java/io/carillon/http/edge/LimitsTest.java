package io.carillon.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The edge's limits, wherever else they stand. */
class LimitsTest {
    private static final String HEAD = Limits.HEAD_BYTES / 1024 + " KiB";
    private static final String HEADERS = Limits.HEADERS + " headers";

    @Test
    void theParserBehindTheEdgeTakesMore() {
        Config parsing = ConfigFactory.load("carillon.conf").getConfig("akka.http.server.parsing");
        assertThat(parsing.getInt("max-header-count")).isGreaterThan(Limits.HEADERS);
        assertThat(parsing.getBytes("max-header-value-length")).isGreaterThanOrEqualTo(Limits.HEAD_BYTES);
        assertThat(parsing.getBytes("max-uri-length")).isGreaterThan(Limits.LINE_BYTES);
    }

    @Test
    void theReadmeAndTheDescriptionNameThem() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains("at most " + HEAD + " and " + HEADERS);
        assertThat(Files.readString(Path.of("src/main/resources/web/openapi.json")))
                .contains("larger than " + HEAD + ", or has more than " + HEADERS)
                .contains("a head of at most " + Limits.HEAD_BYTES + " bytes and " + HEADERS + " expected");
    }
}
