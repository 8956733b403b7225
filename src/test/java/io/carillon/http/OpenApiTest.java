package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.carillon.http.OpenApi.Operation;
import io.carillon.http.Served.Answered;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Contract 1: {@code GET /openapi.json} describes all of this. What the document allows is sent to the routes and must be
 * accepted, what it forbids must be refused, and every answer must be one that it describes.
 */
class OpenApiTest {
    private static final OpenApi DESCRIBED = OpenApi.read();

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE");

    private static final String TODAY =
            LocalDate.ofInstant(Served.NOW, Served.ZONE).toString();

    /** What a field's schema leaves to its description. */
    private static final Map<String, Predicate<JsonNode>> BEYOND_SCHEMA = Map.of(
            "calendar", name -> name.textValue().equals(DescribedApi.CALENDAR.value()),
            "commands", text -> isObjectOrArray(text.textValue()),
            "time_zone", zone -> ZoneId.getAvailableZoneIds().contains(zone.textValue()),
            "paused_until", time -> isTime(time.textValue()),
            "end_date", date -> date.textValue().compareTo(TODAY) >= 0,
            // without a start_date none is taken, whatever it says
            "rrule", rule -> false);

    private static DescribedApi api;

    @BeforeAll
    static void serve() {
        api = new DescribedApi(DESCRIBED);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void theDocumentIsSoundInItself() {
        Set<String> ids = new HashSet<>();
        for (Operation operation : DESCRIBED.operations()) {
            assertThat(ids.add(operation.id())).as(operation.id()).isTrue();
            assertThat(Stream.of(operation.path().split("\\{"))
                            .skip(1)
                            .map(rest -> rest.substring(0, rest.indexOf('}'))))
                    .as("path parameters of %s", operation)
                    .containsExactlyInAnyOrderElementsOf(operation.parameters().stream()
                            .filter(one -> one.get("in").textValue().equals("path"))
                            .map(one -> one.get("name").textValue())
                            .toList());
        }
        assertReferencesLeadSomewhere(DESCRIBED.document);
        DESCRIBED.document.at("/components/schemas").forEach(schema -> {
            for (JsonNode example : schema.path("examples"))
                assertThat(DESCRIBED.faults(schema, example))
                        .as("%s of %s", example, schema)
                        .isEmpty();
        });
    }

    @Test
    void theServiceServesIt() {
        assertThat(api.served
                        .send(null, "GET", "/openapi.json", null, BodyPublishers.noBody())
                        .json())
                .isEqualTo(DESCRIBED.document);
    }

    @TestFactory
    Stream<DynamicTest> aMethodThatIsNotDescribedIs405AndAllowNamesThoseThatAre() {
        Map<String, Set<String>> methods = new LinkedHashMap<>();
        for (Operation operation : DESCRIBED.operations())
            methods.computeIfAbsent(operation.path(), path -> new HashSet<>()).add(operation.method());
        // HEAD answers as GET, everywhere
        methods.values().stream().filter(some -> some.contains("GET")).forEach(some -> some.add("HEAD"));
        return methods.entrySet().stream()
                .map(path -> dynamicTest(path.getKey(), () -> {
                    for (String prefix : DESCRIBED.prefixes(path.getKey())) {
                        String url = prefix + path.getKey().replaceAll("/$", "").replaceAll("[{}]", "x");
                        for (String method : METHODS) {
                            assertServedJustIf(path.getValue(), method, url);
                            assertServedJustIf(path.getValue(), method, url + "/");
                        }
                    }
                }));
    }

    private static void assertServedJustIf(Set<String> described, String method, String url) {
        String answer = api.served.raw(method + " " + url + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        if (described.contains(method)) {
            assertThat(answer).as(method + url).doesNotStartWith("HTTP/1.1 405").doesNotStartWith("HTTP/1.1 404");
            return;
        }
        assertThat(answer).as(method + url).startsWith("HTTP/1.1 405 ");
        String allowed = answer.replaceAll("(?s).*\r\nAllow: ([^\r]*)\r\n.*", "$1");
        Set<String> named = new HashSet<>(described);
        named.remove("HEAD");
        assertThat(Set.of(allowed.split(", "))).as(method + url).isEqualTo(named);
    }

    /** Every path of up to five of the document's own words, but those that it describes. */
    @Test
    void aPathThatIsNotDescribedIs404() {
        Set<String> words = new LinkedHashSet<>(Set.of("x"));
        Set<String> known = new HashSet<>();
        for (Operation operation : DESCRIBED.operations())
            for (String prefix : DESCRIBED.prefixes(operation.path())) {
                String path = (prefix + operation.path()).replaceAll("/$", "");
                known.add(path.replaceAll("\\{[a-z_]+}", "x"));
                for (String word : path.substring(1).split("/")) if (!word.startsWith("{")) words.add(word);
            }
        List<String> paths = List.of("");
        int asked = 0;
        for (int depth = 1; depth <= 5; depth++) {
            List<String> longer = new ArrayList<>();
            for (String path : paths)
                for (String word : words)
                    if (depth > 1 || word.matches("v3|v3_1|x|docs|devices")) longer.add(path + "/" + word);
            paths = longer.stream().filter(path -> leadsOn(path, known)).toList();
            for (String path : longer) {
                if (known.stream().anyMatch(one -> path.matches(one.replace("x", "[^/]+")))) continue;
                if (path.startsWith("/docs") || path.startsWith("/console")) continue;
                asked++;
                assertThat(api.served
                                .send(null, "GET", path, null, BodyPublishers.noBody())
                                .json()
                                .toString())
                        .as(path)
                        .isEqualTo("{\"meta\":{\"message\":\"no such path\",\"code\":10000},\"data\":{}}");
            }
        }
        assertThat(asked).isGreaterThan(100);
    }

    /** Is it the beginning of one that is known, or one more than that? */
    private static boolean leadsOn(String path, Set<String> known) {
        return known.stream()
                .anyMatch(one -> (one + "/").matches(path.replace("x", "[^/]+") + "(/.*)?")
                        || (one + "/").startsWith(path + "/"));
    }

    @TestFactory
    Stream<DynamicTest> aTokenIsNeededWhereTheDocumentSaysSo() {
        return DESCRIBED.operations().stream()
                .map(operation -> dynamicTest(operation.toString(), () -> {
                    String answer = api.served.raw(operation.method() + " "
                            + api.url(operation, api.fixture().values())
                            + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
                    assertThat(answer).matches(operation.open() ? "(?s)HTTP/1.1 (200|308) .*" : "(?s)HTTP/1.1 401 .*");
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatMayBefallEveryCallIsDescribed() {
        return described()
                .map(operation -> dynamicTest(operation.toString(), () -> {
                    DescribedApi.Fixture fixture = api.fixture();
                    String url = api.url(operation, fixture.values());
                    api.call(operation, url, Served.jwt("eve"), fixture.body(operation));
                    api.call(operation, url, "jwt nonsense", fixture.body(operation));
                    assertThat(api.call(operation, url, Served.ADMIN, "x".repeat(300_000))
                                    .status())
                            .isEqualTo(413);
                    if (!operation.bodies().isMissingNode())
                        assertThat(api.described(
                                                operation,
                                                api.served.send(
                                                        Served.ADMIN,
                                                        operation.method(),
                                                        url,
                                                        "text/plain",
                                                        BodyPublishers.ofString("{}")))
                                        .status())
                                .isEqualTo(415);
                    api.served.devices.unavailable = true;
                    api.served.index.unavailable = true;
                    api.served.calendars.unavailable = true;
                    try {
                        assertThat(api.call(operation, url, Served.ADMIN, fixture.body(operation))
                                        .status())
                                .isEqualTo(503);
                    } finally {
                        api.served.devices.unavailable = false;
                        api.served.index.unavailable = false;
                        api.served.calendars.unavailable = false;
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aBodyIsAcceptedJustWhereItsSchemaAllowsIt() {
        return described()
                .filter(operation -> !operation.bodies().isMissingNode())
                .flatMap(operation -> {
                    JsonNode schema = operation.bodies().at("/application~1json/schema");
                    JsonNode sample = operation.examples().get(0);
                    Set<String> pointers = new LinkedHashSet<>();
                    pointers(DESCRIBED.resolved(schema), sample, "", pointers);
                    return pointers.stream()
                            .map(pointer -> dynamicTest(operation + " " + pointer, () -> {
                                JsonNode field = DESCRIBED.resolved(at(schema, pointer));
                                List<JsonNode> bodies = new ArrayList<>();
                                for (JsonNode candidate : Candidates.of(field, sample.at(pointer)))
                                    bodies.add(replaced(sample, pointer, candidate));
                                if (!pointer.isEmpty()) bodies.add(replaced(sample, pointer, null));
                                DescribedApi.Fixture fixture = api.fixture();
                                for (JsonNode body : bodies) {
                                    assertAcceptedJustIf(operation, schema, pointer, body, fixture);
                                    fixture = fixture.unchanged();
                                }
                            }));
                });
    }

    private static void assertAcceptedJustIf(
            Operation operation, JsonNode schema, String pointer, JsonNode body, DescribedApi.Fixture fixture) {
        Answered answered =
                api.call(operation, api.url(operation, fixture.values()), user(operation), fixture.real(body));
        boolean allowed = DESCRIBED.faults(schema, body).isEmpty() && beyondSchema(pointer, body.at(pointer));
        String what = operation + " with " + Field.shortened(body.at(pointer).toString()) + " at " + pointer + ": "
                + answered.json();
        if (allowed) {
            assertThat(answered.code()).as(what).isNotEqualTo(10000);
            return;
        }
        assertThat(answered.code()).as(what).isEqualTo(10000);
        assertThat(answered.message()).as(what).startsWith(path(pointer));
    }

    /** As messages name it. */
    private static String path(String pointer) {
        return pointer.isEmpty()
                ? ""
                : pointer.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
    }

    private static String user(Operation operation) {
        return operation.path().matches("/(devices|calendars).*") ? Served.ADMIN : Served.USER;
    }

    @TestFactory
    Stream<DynamicTest> aParameterIsAcceptedJustWhereItsSchemaAllowsIt() {
        return described().flatMap(operation -> operation.parameters().stream()
                .map(parameter -> dynamicTest(operation + " " + parameter.get("name"), () -> {
                    DescribedApi.Fixture fixture = api.fixture();
                    for (String text : Candidates.texts(DESCRIBED.resolved(parameter.get("schema")))) {
                        if (!canBeSent(parameter, text)) continue;
                        assertAcceptedJustIf(operation, parameter, text, fixture);
                        fixture = fixture.unchanged();
                    }
                })));
    }

    /** Not what makes another path, a longer URI than any, or no header. */
    private static boolean canBeSent(JsonNode parameter, String text) {
        return switch (parameter.get("in").textValue()) {
            case "header" -> text.matches("[ -~]*") && text.strip().equals(text);
            case "path" -> text.length() < 1000 && !Set.of("", ".", "..").contains(text);
            default -> text.length() < 1000;
        };
    }

    private static void assertAcceptedJustIf(
            Operation operation, JsonNode parameter, String text, DescribedApi.Fixture fixture) {
        String name = parameter.get("name").textValue();
        boolean header = parameter.get("in").textValue().equals("header");
        Map<String, String> values = fixture.values();
        if (!header) values.put(name, text);
        Answered answered = api.call(
                operation,
                api.url(operation, values),
                user(operation),
                fixture.body(operation),
                header ? new String[] {name, text} : new String[0]);
        String what = operation + " with " + name + " " + Field.shortened(text) + ": " + answered.json();
        if (allows(DESCRIBED.resolved(parameter.get("schema")), text)) {
            boolean pastTheEnd =
                    answered.message() != null && answered.message().startsWith("page: 1 to 1 expected");
            assertThat(answered.status() == 400 && !pastTheEnd).as(what).isFalse();
            return;
        }
        assertThat(answered.status()).as(what).isEqualTo(400);
        assertThat(answered.message()).as(what).startsWith(name + ": ");
    }

    private static boolean allows(JsonNode schema, String text) {
        if (!schema.path("type").asText().equals("integer"))
            return DESCRIBED.faults(schema, TextNode.valueOf(text)).isEmpty();
        return text.matches("[0-9]{1,9}")
                && DESCRIBED
                        .faults(schema, IntNode.valueOf(Integer.parseInt(text)))
                        .isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> everyRequestExampleIsAccepted() {
        return described()
                .filter(operation -> !operation.bodies().isMissingNode())
                .flatMap(operation -> operation.examples().stream()
                        .map(example -> dynamicTest(operation + " " + example, () -> {
                            String user = user(operation);
                            DescribedApi.Fixture fixture = api.fixture();
                            assertThat(api.call(
                                                    operation,
                                                    api.url(operation, fixture.values()),
                                                    user,
                                                    fixture.real(example))
                                            .status())
                                    .isEqualTo(200);
                            if (!operation.bodies().has("application/x-www-form-urlencoded")) return;
                            DescribedApi.Fixture other = api.fixture();
                            String form = DescribedApi.form(OpenApi.JSON.readTree(other.real(example)));
                            assertThat(api.described(
                                                    operation,
                                                    api.served.send(
                                                            user,
                                                            operation.method(),
                                                            api.url(operation, other.values()),
                                                            "application/x-www-form-urlencoded",
                                                            BodyPublishers.ofString(form)))
                                            .status())
                                    .isEqualTo(200);
                        })));
    }

    private static Stream<Operation> described() {
        return DESCRIBED.operations().stream().filter(operation -> !operation.open() && !operation.isStream());
    }

    /** The sample itself and every field that its schema has, in it or not; of an array the first member. */
    private static void pointers(JsonNode schema, @Nullable JsonNode sample, String here, Set<String> found) {
        found.add(here);
        schema.path("properties")
                .properties()
                .forEach(property -> pointers(
                        DESCRIBED.resolved(property.getValue()),
                        sample == null ? null : sample.get(property.getKey()),
                        here + "/" + property.getKey(),
                        found));
        if (schema.has("items") && sample != null)
            pointers(DESCRIBED.resolved(schema.get("items")), sample.get(0), here + "/0", found);
    }

    private static JsonNode at(JsonNode schema, String pointer) {
        JsonNode at = DESCRIBED.resolved(schema);
        for (String step :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/"))
            at = DESCRIBED.resolved(
                    step.equals("0") ? at.get("items") : at.get("properties").get(step));
        return at;
    }

    /** @param value null: it is left out */
    private static JsonNode replaced(JsonNode sample, String pointer, @Nullable JsonNode value) {
        if (pointer.isEmpty() && value != null) return value;
        JsonNode copy = sample.deepCopy();
        int last = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        if (parent instanceof ObjectNode object) {
            if (value == null) object.remove(name);
            else object.set(name, value);
        } else if (parent instanceof ArrayNode array) {
            if (value == null) array.remove(Integer.parseInt(name));
            else array.set(Integer.parseInt(name), value);
        }
        return copy;
    }

    private static boolean beyondSchema(String pointer, JsonNode value) {
        Predicate<JsonNode> rule = BEYOND_SCHEMA.get(pointer.substring(pointer.lastIndexOf('/') + 1));
        return rule == null || !value.isTextual() || rule.test(value);
    }

    private static boolean isObjectOrArray(String text) {
        try {
            return OpenApi.JSON
                    .readerFor(JsonNode.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .<JsonNode>readValue(text)
                    .isContainerNode();
        } catch (JsonProcessingException none) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            LocalDateTime.parse(text.replace(' ', 'T'));
            return true;
        } catch (DateTimeParseException none) {
            return false;
        }
    }

    private static void assertReferencesLeadSomewhere(JsonNode node) {
        DESCRIBED.resolved(node);
        node.forEach(OpenApiTest::assertReferencesLeadSomewhere);
    }
}
