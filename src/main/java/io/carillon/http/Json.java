package io.carillon.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON (RFC 8259): one value, no duplicate keys, nesting at most {@value #MAX_NESTING}. Reading takes time and
 * memory bounded by the text's length.
 */
final class Json {
    static final int MAX_NESTING = 20;

    /** Longer numbers take more than linear time to read; nothing here needs them. */
    private static final int MAX_NUMBER_LENGTH = 1000;

    private static final ObjectMapper WRITER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory READER = reader(MAX_NUMBER_LENGTH);
    private static final JsonFactory CHECKER = reader(Integer.MAX_VALUE);

    private Json() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    static ArrayNode array() {
        return NODES.arrayNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return WRITER.writeValueAsBytes(node);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** @param path of the text in the request, for the {@link Refused} that malformed JSON causes */
    static JsonNode read(String text, String path) {
        try (JsonParser parser = READER.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) throw malformed(path, parser.currentLocation());
            JsonNode value = value(parser, first, path);
            if (parser.nextToken() != null) throw malformed(path, parser.currentLocation());
            return value;
        } catch (JacksonException malformed) {
            throw malformed(path, malformed.getLocation());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whether it is a single JSON object or array. Duplicate keys are the receiver's concern. */
    static boolean isObjectOrArray(String text) {
        try (JsonParser parser = CHECKER.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) return false;
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException malformed) {
            return false;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static JsonNode value(JsonParser parser, JsonToken token, String root) throws IOException {
        return switch (token) {
            case START_OBJECT -> members(parser, root);
            case START_ARRAY -> elements(parser, root);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("no JSON value begins with " + token);
        };
    }

    private static ObjectNode members(JsonParser parser, String root) throws IOException {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (object.has(name)) throw Field.twice(path(parser.getParsingContext(), root));
            object.set(name, value(parser, parser.nextToken(), root));
        }
        return object;
    }

    private static ArrayNode elements(JsonParser parser, String root) throws IOException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken())
            array.add(value(parser, token, root));
        return array;
    }

    /** Built only for messages: building it for every value would take quadratic time with long nested keys. */
    private static String path(JsonStreamContext context, String root) {
        JsonStreamContext parent = context.getParent();
        String above = parent == null ? root : path(parent, root);
        if (context.inArray()) return above + "[" + context.getCurrentIndex() + "]";
        return context.inObject() ? Field.member(above, Field.shortened(context.getCurrentName())) : above;
    }

    /** @param at null where a limit was exceeded, not the grammar violated */
    private static Refused malformed(String path, @Nullable JsonLocation at) {
        String expected = "one JSON value expected, well-formed and nested at most " + MAX_NESTING + " deep"
                + (at == null ? "" : ", it ends at line " + at.getLineNr() + ", column " + at.getColumnNr());
        return new Refused(path.isEmpty() ? Refusal.parameter("body: " + expected) : Refusal.field(path, expected));
    }

    private static JsonFactory reader(int maxNumberLength) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(maxNumberLength)
                        .build())
                // A permanent table of names could be filled, and made to collide, by clients.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }
}
