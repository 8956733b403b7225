package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.wakeup.Database;
import org.junit.jupiter.api.Test;

/** Figures that the README repeats from the code. */
class FiguresTest {
    @Test
    void theReadmeNamesTheConnectionsOfANode() {
        assertThat(Repository.text("README.md"))
                .contains("A node holds " + Database.CONNECTIONS_A_NODE + " connections to PostgreSQL")
                .contains("at least " + Database.CONNECTIONS_A_NODE + " for each node");
    }
}
