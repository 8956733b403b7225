package io.carillon.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.carillon.schedule.Edit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field of a request with its path, so that an error can name it. {@code null} counts as absent.
 *
 * @param path as in {@code tasks[1].hour}; empty for the request's body itself
 * @param asked the paths of all fields of this body that have been read
 */
record Field(String path, @Nullable JsonNode value, Set<String> asked) {
    private static final int SHOWN = 40;

    static Field body(ObjectNode fields) {
        return new Field("", fields, new HashSet<>());
    }

    /** A parameter of the path. */
    static Field text(String name, String value) {
        return new Field(name, TextNode.valueOf(value), Set.of());
    }

    /** The member of this object. */
    Field at(String name) {
        JsonNode member = value == null ? null : value.get(name);
        String at = member(path, name);
        asked.add(at);
        return new Field(at, member == null || member.isNull() ? null : member, asked);
    }

    /** Accepts the member without using it. */
    void ignore(String name) {
        asked.add(member(path, name));
    }

    boolean isPresent() {
        return value != null;
    }

    /** Whether the member is present, {@code null} included. */
    boolean names(String name) {
        return value != null && value.has(name);
    }

    /** Empty where the field is absent. */
    <T> Optional<T> optional(Function<Field, T> read) {
        return value == null ? Optional.empty() : Optional.of(read.apply(this));
    }

    /** @param allowed what is expected, for the message */
    String text(String allowed) {
        if (value == null || !value.isTextual()) throw not(allowed + " as a string");
        String text = value.textValue();
        // An unpaired surrogate has no UTF-8: it could be neither stored nor delivered unchanged.
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) throw not("well-formed Unicode expected");
        return text;
    }

    <T> T parsed(String allowed, Function<String, Optional<T>> parse) {
        return parse.apply(text(allowed)).orElseThrow(() -> not(allowed));
    }

    boolean bool() {
        if (value == null || !value.isBoolean()) throw not("true or false expected");
        return value.booleanValue();
    }

    /** A whole number from {@code least} to {@code most}. */
    int number(int least, int most) {
        String allowed = "a whole number from " + least + " to " + most + " expected";
        if (value == null || !value.isIntegralNumber() || !value.canConvertToInt()) throw not(allowed);
        if (value.intValue() < least || value.intValue() > most) throw not(allowed);
        return value.intValue();
    }

    /** A number, whole or not, from {@code -most} to {@code most}. */
    double degrees(int most) {
        String allowed = "a number from -" + most + " to " + most + " expected";
        if (value == null || !value.isNumber() || !(Math.abs(value.doubleValue()) <= most)) throw not(allowed);
        return value.doubleValue();
    }

    /** The members of this object, by their names. */
    Map<String, Field> entries(int most, String allowed) {
        if (value == null || !value.isObject()) throw not(allowed);
        if (value.size() > most) throw new Refused(Refusal.field(path, allowed + ", got " + value.size()));
        Map<String, Field> entries = new LinkedHashMap<>();
        value.fieldNames().forEachRemaining(name -> entries.put(name, at(name)));
        return entries;
    }

    /** The field, which must be an object. */
    Field object() {
        if (value == null || !value.isObject()) throw not("an object expected");
        return this;
    }

    /** The edit that the member {@code name} asks for: none, a clearing, or the value that {@code read} returns. */
    <T> Edit<T> edit(String name, Function<Field, T> read) {
        Optional<T> said = at(name).optional(read);
        return names(name) ? Edit.to(said.orElse(null)) : Edit.unnamed();
    }

    /** The members of this array, each of them an object. */
    List<Field> objects(int most) {
        String allowed = "an array of 1 to " + most + " objects expected";
        if (value == null || value.isEmpty()) throw not(allowed);
        return members(most, allowed).stream().map(Field::object).toList();
    }

    /** The members of this array, of any type. */
    List<Field> members(int most, String allowed) {
        if (value == null || !value.isArray()) throw not(allowed);
        if (value.size() > most) throw new Refused(Refusal.field(path, allowed + ", got " + value.size()));
        List<Field> members = new ArrayList<>();
        for (JsonNode member : value) members.add(new Field(path + "[" + members.size() + "]", member, asked));
        return members;
    }

    /** Refuses the first member, at any depth, that has not been read. */
    void refuseUnknown() {
        if (value == null) return;
        if (value.isArray()) members(value.size(), "").forEach(Field::refuseUnknown);
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String at = member(path, member.getKey());
            if (!asked.contains(at)) throw new Refused(Refusal.field(shortened(at), "no such field"));
            new Field(at, member.getValue(), asked).refuseUnknown();
        }
    }

    Refused not(String allowed) {
        String expected = allowed + ", got " + shown();
        return new Refused(path.isEmpty() ? Refusal.parameter("body: " + expected) : Refusal.field(path, expected));
    }

    static Refused twice(String path) {
        return new Refused(Refusal.field(path, "given twice, once expected"));
    }

    static String member(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private String shown() {
        if (value == null) return "nothing";
        if (value.isObject()) return "an object";
        if (value.isArray()) return value.isEmpty() ? "an empty array" : "an array";
        if (value.isTextual())
            return TextNode.valueOf(shortened(value.textValue())).toString();
        return shortened(value.toString());
    }

    /** Shortened for a message, without unpaired surrogates. */
    static String shortened(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
