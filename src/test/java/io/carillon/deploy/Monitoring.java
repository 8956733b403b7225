package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.e2e.Scrape;
import io.carillon.e2e.Scrape.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code k8s/components/monitoring} asks Prometheus for. */
public final class Monitoring {
    static final String DIRECTORY = "k8s/components/monitoring";

    /** Labels that Prometheus itself puts to each sample, and what each bucket of a histogram has. */
    private static final Set<String> OF_PROMETHEUS = Set.of("namespace", "job", "instance", "pod", "le");

    private Monitoring() {}

    static List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        Manifests.documents(Repository.text(DIRECTORY + "/alerts.yaml"))
                .get(0)
                .path("spec")
                .path("groups")
                .forEach(group -> group.path("rules").forEach(alerts::add));
        return alerts;
    }

    static List<JsonNode> inhibitions() {
        List<JsonNode> rules = new ArrayList<>();
        Manifests.documents(Repository.text(DIRECTORY + "/inhibit.yaml"))
                .get(0)
                .path("inhibit_rules")
                .forEach(rules::add);
        return rules;
    }

    static List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        Manifests.documents(Repository.text(DIRECTORY + "/dashboard.json"))
                .get(0)
                .path("panels")
                .forEach(panels::add);
        return panels;
    }

    static List<String> queries() {
        List<String> queries = new ArrayList<>();
        alerts().forEach(alert -> queries.add(alert.path("expr").asText()));
        panels().forEach(panel -> panel.path("targets")
                .forEach(target -> queries.add(target.path("expr").asText())));
        return queries;
    }

    /** The README's table explains every metric of ours that this node has. */
    public static void explainsWhatIsIn(Scrape node) {
        String readme = Repository.text("README.md");
        assertThat(node.samples().stream().map(Sample::name).filter(name -> name.startsWith("carillon_")))
                .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", ""))
                .isNotEmpty()
                .allMatch(name ->
                        Pattern.compile("`" + name + "[`{]").matcher(readme).find());
    }

    /** Every metric, label and value named in a query is at this node. */
    public static void asksOnlyForWhatIsIn(Scrape node) {
        assertThat(queries()).hasSizeGreaterThan(30).allSatisfy(text -> {
            PromQuery query = PromQuery.parse(text);
            query.metrics().forEach((name, wanted) -> {
                if (name.equals("up")) return; // Prometheus' own
                List<Sample> samples = node.samples().stream()
                        .filter(sample -> sample.name().equals(name))
                        .toList();
                assertThat(samples).as("%s, asked for by %s", name, text).isNotEmpty();
                wanted.forEach((label, value) -> {
                    if (OF_PROMETHEUS.contains(label)) return;
                    assertThat(samples)
                            .as("%s{%s=\"%s\"}, asked for by %s", name, label, value, text)
                            .anySatisfy(sample -> assertThat(sample.labels()).containsKey(label))
                            .anySatisfy(sample -> {
                                if (!value.isEmpty() && !label.equals("status"))
                                    assertThat(sample.labels()).containsEntry(label, value);
                            });
                });
            });
            Set<String> labels = query.metrics().keySet().stream()
                    .flatMap(name -> node.samples().stream()
                            .filter(sample -> sample.name().equals(name)))
                    .flatMap(sample -> sample.labels().keySet().stream())
                    .collect(Collectors.toSet());
            labels.addAll(OF_PROMETHEUS);
            assertThat(labels).as("grouped by in %s", text).containsAll(query.grouped());
        });
    }
}
