package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.Firing;
import io.carillon.wakeup.Database;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures that other files repeat from the code. */
class FiguresTest {
    @Test
    void theReadmeNamesTheConnectionsOfANode() {
        assertThat(Repository.text("README.md"))
                .contains("A node holds " + Database.CONNECTIONS_A_NODE + " connections to PostgreSQL")
                .contains("at least " + Database.CONNECTIONS_A_NODE + " for each node");
    }

    /** {@link Firing#LATE}. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "k8s/components/monitoring/alerts.yaml"})
    void lateIsTheSameEverywhere(String file) {
        assertThat(Pattern.compile("over (\\d+) s late")
                        .matcher(Repository.text(file))
                        .results())
                .isNotEmpty()
                .extracting(MatchResult::group)
                .containsOnly("over " + Firing.LATE.toSeconds() + " s late");
    }

    @Test
    void theConsoleCallsTheSameFiringsLate() {
        String millis =
                String.format(Locale.ROOT, "%,d", Firing.LATE.toMillis()).replace(',', '_');
        assertThat(Repository.text("src/main/resources/web/console/entries.js")).contains("ON_TIME = " + millis + ";");
    }
}
