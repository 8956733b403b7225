package io.carillon.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a caller might send for a value: all that its schema draws a line at, from both sides, and much that no one should. */
final class Candidates {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "0",
            "1",
            "7",
            "9",
            "00",
            "07",
            "000",
            "010",
            "19",
            "20",
            "23",
            "24",
            "30",
            "59",
            "60",
            "99",
            "-1",
            "+7",
            "7.0",
            "1e1",
            "0x7",
            " 7",
            "7 ",
            "7\n",
            "\u0667",
            "\uff17",
            "*",
            "true",
            "False",
            "null",
            "0000000",
            "1111111",
            "0111110",
            "011111",
            "01111100",
            "0111112",
            "0111110\n",
            " 0111110",
            "lamp-7",
            "Lamp:7.x_",
            "-lamp",
            ".lamp",
            "_lamp",
            ":lamp",
            "lamp/7",
            "lamp+7",
            "lamp#",
            "$SYS",
            "l\u00e4mp",
            "la mp",
            "lamp\u0000",
            "\ud83d\ude00",
            "Europe/Berlin",
            "europe/berlin",
            "UTC",
            "+02:00",
            "Mars/Phobos",
            "{}",
            "[]",
            " [1] ",
            "{\"a\":{\"b\":[1,2.5e3,null,true,\"\u00e9\"]}}",
            "{",
            "[1,]",
            "{}{}",
            "{a:1}",
            "\u007b\u007d\u0000",
            "2026-02-28",
            "2026-02-29",
            "2028-02-29",
            "2026-2-1",
            "20260201",
            "2026-13-01",
            "2026-00-10",
            "0000-01-01",
            "9999-12-31",
            "10000-01-01",
            "2026-03-09 00:00:00",
            "2026-03-09 23:59:59",
            "2026-03-09 24:00:00",
            "2026-03-09 00:60:00",
            "2026-02-29 00:00:00",
            "2026-03-09T00:00:00",
            "2026-03-09 00:00",
            "\"x\"",
            "W/\"x\"",
            "\"x\", \"y\"",
            "\"x\" \"y\"",
            "\"x",
            "*, \"x\"",
            ",",
            ",\"x\",");

    private Candidates() {}

    /** @param sample one that is allowed */
    static List<JsonNode> of(JsonNode schema, JsonNode sample) {
        List<JsonNode> all = new ArrayList<>();
        for (String text : texts(schema)) all.add(NODES.textNode(text));
        all.addAll(List.of(
                NODES.nullNode(),
                NODES.booleanNode(true),
                NODES.booleanNode(false),
                NODES.numberNode(0),
                NODES.numberNode(7),
                NODES.numberNode(1.5),
                NODES.arrayNode(),
                NODES.arrayNode().add("x"),
                NODES.arrayNode().addNull(),
                NODES.arrayNode().addObject(),
                NODES.objectNode(),
                NODES.objectNode().put("name", "x")));
        if (sample instanceof ArrayNode array)
            for (String bound : List.of("minItems", "maxItems"))
                for (int size : around(schema.path(bound).asInt(0))) all.add(ofSize(array, size));
        return all;
    }

    /** As a path, a query or a header says it. */
    static Set<String> texts(JsonNode schema) {
        Set<String> texts = new LinkedHashSet<>(TEXTS);
        for (int length : new int[] {128, 129, 4096, 4097}) {
            texts.add("a".repeat(length));
            texts.add("[\"" + "a".repeat(length - 4) + "\"]");
        }
        for (String bound : List.of("minimum", "maximum"))
            if (schema.has(bound))
                for (int number : around(schema.get(bound).intValue())) texts.add(Integer.toString(number));
        schema.path("enum").forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static int[] around(int bound) {
        return new int[] {bound - 1, bound, bound + 1};
    }

    /** Its members again and again, but no name twice. */
    private static ArrayNode ofSize(ArrayNode sample, int size) {
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < size; i++) {
            JsonNode member = sample.get(i % sample.size()).deepCopy();
            if (member instanceof ObjectNode object && i >= sample.size()) object.remove("name");
            array.add(member);
        }
        return array;
    }
}
