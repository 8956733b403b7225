package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.regex.RegularExpressionFactory;
import io.carillon.http.Served.Answered;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The document at {@code /openapi.json}, as a reader of OpenAPI 3.1 understands it. */
final class OpenApi {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");

    /** ECMA-262's {@code $} is the very end. */
    private static final RegularExpressionFactory ECMA = regex -> {
        Pattern pattern = Pattern.compile(regex.replaceAll("\\$$", "\\\\z"));
        return value -> pattern.matcher(value).find();
    };

    private final SchemaRegistry registry = SchemaRegistry.withDialect(
            Dialects.getDraft202012(),
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .regularExpressionFactory(ECMA)
                    .build()));
    private final Map<JsonNode, Schema> schemas = new HashMap<>();
    final JsonNode document;
    private final List<Operation> operations;

    private OpenApi(JsonNode document) {
        this.document = document;
        this.operations = described();
    }

    static OpenApi read() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/web/openapi.json")) {
            return new OpenApi(JSON.readTree(in));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * A method of a path.
     *
     * @param path without server
     * @param parameters those of the path, too
     */
    record Operation(String path, String method, JsonNode node, List<JsonNode> parameters) {
        String id() {
            return node.get("operationId").textValue();
        }

        /** Its request bodies, by media type. */
        JsonNode bodies() {
            return node.at("/requestBody/content");
        }

        /** Of its request's body in JSON. */
        List<JsonNode> examples() {
            List<JsonNode> examples = new ArrayList<>();
            bodies().at("/application~1json/examples").forEach(example -> examples.add(example.get("value")));
            return examples;
        }

        /** Of its success. */
        JsonNode answerExample() {
            return node.at("/responses/200/content/application~1json/example");
        }

        /** Its answer is no JSON, and has no end of its own. */
        boolean isStream() {
            return node.at("/responses/200/content").has("text/event-stream");
        }

        /** Needs no token. */
        boolean open() {
            return node.has("security") && node.get("security").isEmpty();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    List<Operation> operations() {
        return operations;
    }

    private List<Operation> described() {
        List<Operation> all = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (!METHODS.contains(member.getKey())) return;
                    List<JsonNode> parameters = new ArrayList<>();
                    path.getValue().path("parameters").forEach(one -> parameters.add(resolved(one)));
                    member.getValue().path("parameters").forEach(one -> parameters.add(resolved(one)));
                    all.add(new Operation(
                            path.getKey(), member.getKey().toUpperCase(Locale.ROOT), member.getValue(), parameters));
                }));
        return all;
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Where the path is served: each of its servers' prefixes. */
    List<String> prefixes(String path) {
        JsonNode own = document.get("paths").get(path).path("servers");
        List<String> prefixes = new ArrayList<>();
        (own.isEmpty() ? document.get("servers") : own)
                .forEach(server -> prefixes.add(server.get("url").textValue().replaceFirst("/$", "")));
        return prefixes;
    }

    JsonNode resolved(JsonNode node) {
        if (!node.has("$ref")) return node;
        JsonNode target = document.at(node.get("$ref").textValue().substring(1));
        assertThat(target.isMissingNode()).as("%s leads nowhere", node).isFalse();
        return resolved(target);
    }

    /** What the schema has against the value. */
    List<Error> faults(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compiled).validate(value);
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode root = JSON.createObjectNode();
        root.set("components", document.get("components"));
        root.putArray("allOf").add(schema);
        return registry.getSchema(root);
    }

    /** The answer is described: its status, its headers, and all of its body. */
    void assertDescribed(Operation operation, Answered answered) {
        JsonNode response = resolved(operation.node().get("responses").path(Integer.toString(answered.status())));
        assertThat(response.isMissingNode())
                .as("%s is described to answer %s %s", operation, answered.status(), answered.json())
                .isFalse();
        response.path("headers").properties().forEach(header -> {
            JsonNode described = resolved(header.getValue());
            Optional<String> sent = answered.raw().headers().firstValue(header.getKey());
            if (sent.isEmpty() && !described.path("required").asBoolean()) return;
            String text = sent.orElseThrow(() -> new AssertionError(header));
            JsonNode schema = described.get("schema");
            JsonNode value = schema.path("type").asText().equals("integer")
                    ? JSON.getNodeFactory().numberNode(Long.parseLong(text))
                    : JSON.getNodeFactory().textNode(text);
            assertThat(faults(schema, value)).as("%s of %s", header, operation).isEmpty();
        });
        JsonNode schema = response.at("/content/application~1json/schema");
        if (schema.isMissingNode()) {
            assertThat(answered.raw().body())
                    .as("%s answers %s", operation, answered.status())
                    .isEmpty();
            return;
        }
        assertThat(faults(schema, answered.json()))
                .as("%s answers %s", operation, answered.json())
                .isEmpty();
    }

    /** The same, with nothing allowed in any object but what is described. */
    OpenApi closed() {
        return new OpenApi(closed(document.deepCopy()));
    }

    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.has("properties")
                && !object.has("additionalProperties")) object.put("additionalProperties", false);
        node.forEach(OpenApi::closed);
        return node;
    }
}
