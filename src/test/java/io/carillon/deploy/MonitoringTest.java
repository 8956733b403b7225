package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The alerts and the dashboard in themselves; that a node has what they name is tested on one ({@code FiringIT}). */
class MonitoringTest {
    @Test
    void everyAlertSaysHowBadItIsWhatItMeansAndWhatToDo() {
        assertThat(Monitoring.alerts()).hasSizeGreaterThan(10).allSatisfy(alert -> {
            assertThat(alert.path("labels").path("severity").asText()).isIn("warning", "critical");
            assertThat(alert.path("annotations").path("summary").asText()).endsWith(".");
            assertThat(alert.path("annotations").path("action").asText()).endsWith(".");
            assertThat(alert.path("for").asText()).matches("\\d+[sm]");
        });
    }

    @Test
    void theReadmeHasEachAlertWithItsAction() {
        String readme = Repository.text("README.md");
        assertThat(Monitoring.alerts()).allSatisfy(alert -> assertThat(readme)
                .contains("| `" + alert.path("alert").asText() + "` | ")
                .contains(" | " + alert.path("annotations").path("action").asText() + " |"));
        assertThat(readme.lines().filter(line -> line.matches("\\| `Carillon[A-Za-z]+` \\| .*")))
                .hasSize(Monitoring.alerts().size());
    }

    @Test
    void whatIsInhibitedAndByWhatAreAlerts() {
        Set<String> names = Monitoring.alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .collect(Collectors.toSet());
        assertThat(Monitoring.inhibitions()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.path("equal")).extracting(JsonNode::asText).containsExactly("namespace", "job");
            for (String matchers : List.of("source_matchers", "target_matchers")) {
                String[] matcher = rule.path(matchers).get(0).asText().split("=~?", 2);
                assertThat(matcher[0]).isEqualTo("alertname");
                String alternatives = matcher[1].replaceAll("Carillon|[\"()]", "");
                assertThat(alternatives.split("\\|", -1)).allMatch(name -> names.contains("Carillon" + name));
            }
        });
    }

    @Test
    void theComponentNamesItsFiles() {
        JsonNode component = Manifests.kustomization(Monitoring.DIRECTORY);
        List<String> files = new ArrayList<>();
        component.path("resources").forEach(one -> files.add(one.asText()));
        component.path("configMapGenerator").forEach(map -> map.path("files").forEach(one -> files.add(one.asText())));
        assertThat(files).containsExactlyInAnyOrder("podmonitor.yaml", "alerts.yaml", "dashboard.json");
        assertThat(files).allSatisfy(file -> assertThat(Files.isRegularFile(Path.of(Monitoring.DIRECTORY, file)))
                .isTrue());
    }

    @Test
    void whatIsScrapedArePodsOfTheDeploymentAtAPortThatTheyHave() {
        JsonNode spec = Manifests.documents(Repository.text(Monitoring.DIRECTORY + "/podmonitor.yaml"))
                .get(0)
                .path("spec");
        var template = Manifests.deployment().getSpec().getTemplate();
        spec.path("selector").path("matchLabels").fields().forEachRemaining(label -> assertThat(
                        template.getMetadata().getLabels())
                .containsEntry(label.getKey(), label.getValue().asText()));
        String port = spec.path("podMetricsEndpoints").path(0).path("port").asText();
        assertThat(template.getSpec().getContainers().get(0).getPorts())
                .anyMatch(one -> one.getName().equals(port));
    }

    @Test
    void everyPanelHasAPlaceAndATitleOfItsOwn() {
        assertThat(Monitoring.panels())
                .extracting(panel -> panel.path("title").asText())
                .doesNotHaveDuplicates();
        assertThat(Monitoring.panels())
                .extracting(panel -> panel.path("gridPos"))
                .doesNotHaveDuplicates();
    }

    @Test
    void aQueryIsReadForItsNames() {
        PromQuery query = PromQuery.parse(
                "histogram_quantile(0.99, sum by (le, route) (rate(a_bucket{x=\"1\",y=~\"$z\"}[5m]))) / b > 1 and c{}");
        assertThat(query.metrics())
                .isEqualTo(Map.of("a_bucket", Map.of("x", "1", "y", ""), "b", Map.of(), "c", Map.of()));
        assertThat(query.grouped()).isEqualTo(Set.of("le", "route"));
        assertThatThrownBy(() -> PromQuery.parse("sum(rate(a[5m])")).hasMessageStartingWith("not balanced");
    }
}
