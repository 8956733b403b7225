package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LatenessPlotTest {
    @Test
    void each_run_has_a_line_and_a_later_one_a_longer_one() throws Exception {
        Document plot =
                parsed(LatenessPlot.of(List.of(row("calm", 10L, 20L), row("hard", 10L, 20_000L), row("silent"))));
        assertThat(plot.getElementsByTagName("text").getLength()).isEqualTo(1 + 6 + 3);
        NodeList latest = plot.getElementsByTagName("circle");
        assertThat(latest.getLength()).isEqualTo(2);
        assertThat(x(latest, 1)).isGreaterThan(x(latest, 0));
        assertThat(x(latest, 1) - x(latest, 0)).as("three decades").isEqualTo(330);
    }

    private static double x(NodeList circles, int index) {
        return Double.parseDouble(((Element) circles.item(index)).getAttribute("cx"));
    }

    private static Row row(String scenario, Long... lateness) {
        return new Row(scenario, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, List.of(lateness), Set.of());
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
