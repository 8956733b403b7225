package io.carillon.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.http.OpenApi.Operation;
import io.carillon.http.Served.Answered;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Days;
import io.carillon.schedule.Group;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The API as one uses it who knows nothing but its document. Every answer must be one that is described. */
final class DescribedApi implements AutoCloseable {
    /** There is one. */
    static final CalendarName CALENDAR = new CalendarName("germany");

    private final AtomicInteger devices = new AtomicInteger();
    private final OpenApi document;
    private final OpenApi answers;
    final Served served = new Served();
    /** The bodies of all answers. */
    final Set<JsonNode> answered = new HashSet<>();

    DescribedApi(OpenApi document) {
        this.document = document;
        this.answers = document.closed();
    }

    /** @param body in JSON; null: none */
    Answered call(Operation operation, String url, String authorization, @Nullable String body, String... headers) {
        return described(
                operation,
                body == null
                        ? served.send(authorization, operation.method(), url, null, BodyPublishers.noBody(), headers)
                        : served.send(
                                authorization,
                                operation.method(),
                                url,
                                "application/json",
                                BodyPublishers.ofString(body),
                                headers));
    }

    Answered described(Operation operation, Answered answer) {
        answers.assertDescribed(answers.operation(operation.id()), answer);
        answered.add(answer.json());
        return answer;
    }

    /** The operation's path with these parameters of path and query. */
    String url(Operation operation, Map<String, String> values) {
        String url = document.prefixes(operation.path()).get(0) + operation.path();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.get("name").textValue();
            String value = values.get(name);
            if (value == null) continue;
            String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
            if (parameter.get("in").textValue().equals("path")) url = url.replace("{" + name + "}", encoded);
            else if (parameter.get("in").textValue().equals("query"))
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(encoded);
        }
        return url + query;
    }

    static String form(JsonNode body) {
        StringBuilder form = new StringBuilder();
        body.properties().forEach(field -> {
            JsonNode value = field.getValue();
            form.append(form.isEmpty() ? "" : "&")
                    .append(field.getKey())
                    .append('=')
                    .append(URLEncoder.encode(
                            value.isTextual() ? value.textValue() : value.toString(), StandardCharsets.UTF_8));
        });
        return form.toString();
    }

    Fixture fixture() {
        return new Fixture();
    }

    @Override
    public void close() {
        served.close();
    }

    /** A device of ann's with one group, and what the document's examples call them. */
    final class Fixture {
        final String device = "device-" + devices.incrementAndGet();
        final JsonNode group;

        private Fixture() {
            served.bind(device, "ann");
            served.calendars.put(CALENDAR, Days.NONE);
            String create = document.operation("createGroup").examples().get(0).toString();
            group = served.post("/v3/schedule/task/", create.replace("lamp-7", device))
                    .data();
        }

        /** This one if it still is as it was made, else a new one. */
        Fixture unchanged() {
            List<Group> groups = served.devices.state(device).groups();
            boolean same = groups.size() == 1
                    && groups.get(0).createdAt().equals(groups.get(0).updatedAt());
            return same ? this : new Fixture();
        }

        /** For the parameters of this name. */
        Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("device_id", device);
            values.put("user_id", "alice");
            values.put("name", CALENDAR.value());
            values.put("group_id", group.get("group_id").textValue());
            return values;
        }

        @Nullable
        String body(Operation operation) {
            List<JsonNode> examples = operation.examples();
            return examples.isEmpty() ? null : real(examples.get(0));
        }

        /** An example as it is here. */
        String real(JsonNode example) {
            String text = example.toString();
            for (Map.Entry<String, String> name : names().entrySet())
                text = text.replace(name.getKey(), name.getValue());
            return text;
        }

        /** What is here as an example says it. */
        String asExample(JsonNode real) {
            String text = real.toString();
            for (Map.Entry<String, String> name : names().entrySet())
                text = text.replace(name.getValue(), name.getKey());
            return text;
        }

        private Map<String, String> names() {
            JsonNode shown = document.operation("readGroup").answerExample();
            return Map.of(
                    "lamp-7",
                    device,
                    shown.get("group_id").textValue(),
                    group.get("group_id").textValue(),
                    shown.at("/tasks/0/name").textValue(),
                    group.at("/tasks/0/name").textValue(),
                    shown.at("/tasks/1/name").textValue(),
                    group.at("/tasks/1/name").textValue());
        }
    }
}
