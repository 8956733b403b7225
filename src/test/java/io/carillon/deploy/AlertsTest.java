package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts as Prometheus evaluates them, with two installations of three nodes in it. */
class AlertsTest {
    private static final String CASES = "src/test/resources/io/carillon/deploy/alerts.yaml";
    private static final String RULES = "rules.yml";
    private static final String LATE = "20m";
    private static final Pattern SERIES = Pattern.compile("(\\w+)(?:\\{(.*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final JsonNode cases = Manifests.documents(Repository.text(CASES)).get(0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Promtool promtool;

    @BeforeEach
    void rules() throws IOException {
        Promtool.required();
        promtool = new Promtool(directory)
                .write(
                        RULES,
                        Manifests.documents(Repository.text(Monitoring.DIRECTORY + "/alerts.yaml"))
                                .get(0)
                                .path("spec"));
    }

    @Test
    void prometheusTakesTheRules() throws Exception {
        promtool.succeeds("check", "rules", RULES);
    }

    @Test
    void eachAlertFiresForTheFaultyInstallationAloneAndNamesIt() throws Exception {
        List<Object> tests = new ArrayList<>();
        for (JsonNode alert : Monitoring.alerts()) {
            String name = alert.path("alert").asText();
            assertThat(cases.has(name)).as("a case of %s in %s", name, CASES).isTrue();
            tests.add(test(alert, cases.path(name)));
        }
        assertThat(cases).hasSameSizeAs(Monitoring.alerts());
        run(tests);
    }

    /** What inhibit.yaml keeps quiet during an outage must not fire before what explains it, nor after. */
    @Test
    void anOutageOfTheDatabaseIsOneAlert() throws Exception {
        JsonNode inhibition = Monitoring.inhibitions().stream()
                .filter(rule -> rule.path("source_matchers").toString().contains("CarillonDatabaseLost"))
                .findFirst()
                .orElseThrow();
        String quiet = inhibition.path("target_matchers").get(0).asText();
        String unexplained = "ALERTS{alertstate=\"firing\"," + quiet
                + "} unless on (namespace, job) ALERTS{alertstate=\"firing\",alertname=\"CarillonDatabaseLost\"}";
        Map<String, String> outage = Map.of(
                "carillon_database_told_time_ago_seconds", "5x8 20+15x40 5x100",
                "carillon_polled_ago_seconds", "5x8 20+15x40 5x100",
                "carillon_overdue_seconds", "0x8 0+15x40 0x100",
                "carillon_journal_failures_total{operation=\"write\"}", "0x8 0+3x40 120x100",
                "carillon_batch_failures_total{kind=\"event\"}", "0x8 0+3x40 120x100",
                "hikaricp_connections_pending{pool=\"journal\"}", "0x8 20x40 0x100",
                "carillon_api_requests_seconds_count{status=\"503\"}", "0x8 0+30x40 1200x100",
                "carillon_api_requests_seconds_count{status=\"200\"}", "0+5x8 40x40 40+5x100");
        List<Object> input = new ArrayList<>();
        add(input, "production", sound());
        add(input, "production", outage);
        List<Object> questions = new ArrayList<>();
        IntStream.rangeClosed(0, 30)
                .forEach(minute -> questions.add(
                        Map.of("expr", unexplained, "eval_time", minute + "m", "exp_samples", List.of())));
        Map<String, Object> one = Map.of("labels", "{}", "value", 1);
        questions.add(Map.of(
                "expr",
                "count(ALERTS{alertstate=\"firing\"," + quiet + "}) > bool 3",
                "eval_time",
                "10m",
                "exp_samples",
                List.of(one)));
        run(List.of(Map.of("interval", "15s", "input_series", input, "promql_expr_test", questions)));
    }

    private void run(List<Object> tests) throws IOException, InterruptedException {
        promtool.write("test.yml", Map.of("rule_files", List.of(RULES), "evaluation_interval", "15s", "tests", tests))
                .succeeds("test", "rules", "test.yml");
    }

    private static Map<String, Object> test(JsonNode alert, JsonNode one) {
        List<Object> input = new ArrayList<>();
        add(input, "production", with(sound(), one.path("faulty")));
        add(input, "staging", with(sound(), one.path("sound")));
        Map<String, String> labels = new TreeMap<>(Map.of("namespace", "production", "job", "carillon"));
        if (!one.path("of").asText().equals("installation"))
            labels.putAll(Map.of("pod", "carillon-0", "instance", "carillon-0.production:8558"));
        one.path("labels")
                .fields()
                .forEachRemaining(
                        label -> labels.put(label.getKey(), label.getValue().asText()));
        Map<String, String> annotations = new TreeMap<>();
        alert.path("annotations")
                .fields()
                .forEachRemaining(text -> annotations.put(
                        text.getKey(),
                        expanded(
                                text.getValue().asText(),
                                labels,
                                one.path("value").asText())));
        assertThat(annotations.get("summary")).contains(labels.getOrDefault("pod", "production/carillon"));
        labels.put("severity", alert.path("labels").path("severity").asText());
        return Map.of(
                "interval",
                "15s",
                "input_series",
                input,
                "alert_rule_test",
                List.of(Map.of(
                        "eval_time", LATE,
                        "alertname", alert.path("alert").asText(),
                        "exp_alerts", List.of(Map.of("exp_labels", labels, "exp_annotations", annotations)))));
    }

    /** As Prometheus expands it, where it can. */
    private static String expanded(String template, Map<String, String> labels, String value) {
        String text = template.replace("{{ or $labels.pod $labels.instance }}", labels.getOrDefault("pod", ""))
                .replace("{{ $value }}", value);
        for (var label : labels.entrySet())
            text = text.replace("{{ $labels." + label.getKey() + " }}", label.getValue());
        assertThat(text).doesNotContain("{{");
        return text;
    }

    private static Map<String, String> sound() {
        Map<String, String> nodes = new TreeMap<>();
        for (int n = 0; n < 3; n++) nodes.put("carillon_build_info{pod=\"carillon-" + n + "\"}", "1x200");
        return nodes;
    }

    private static Map<String, String> with(Map<String, String> series, JsonNode more) {
        more.fields()
                .forEachRemaining(one -> series.put(one.getKey(), one.getValue().asText()));
        return series;
    }

    private static void add(List<Object> input, String namespace, Map<String, String> all) {
        all.forEach((series, values) -> {
            Matcher parts = SERIES.matcher(series);
            assertThat(parts.matches()).as(series).isTrue();
            Map<String, String> labels = new TreeMap<>(Map.of("job", "carillon", "pod", "carillon-0"));
            for (Matcher label = LABEL.matcher(parts.group(2) == null ? "" : parts.group(2)); label.find(); )
                labels.put(label.group(1), label.group(2));
            labels.put("namespace", namespace);
            labels.put("instance", labels.get("pod") + "." + namespace + ":8558");
            StringBuilder text = new StringBuilder(parts.group(1));
            String separator = "{";
            for (var label : labels.entrySet()) {
                text.append(separator)
                        .append(label.getKey())
                        .append("=\"")
                        .append(label.getValue())
                        .append('"');
                separator = ",";
            }
            input.add(Map.of("series", text.append('}').toString(), "values", values));
        });
    }
}
