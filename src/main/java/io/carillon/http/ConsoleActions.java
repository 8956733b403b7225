package io.carillon.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The commands that the console offers by name (contract 4, {@code CARILLON_CONSOLE_ACTIONS}): a JSON array of
 * {@code {"id","name":{"en","zh"},"icon","commands","ends"}}. {@code commands} is the value to send or its text, {@code ends}
 * the id of the action that this one ends.
 */
public final class ConsoleActions {
    private static final int MOST = 50;
    static final List<String> LANGUAGES = List.of("en", "zh");

    /** {@code {"switch":1}} and {@code {"switch":0}} */
    public static final ConsoleActions ON_AND_OFF = of(
            """
            [{"id":"on","icon":"on","name":{"en":"Turn on","zh":"打开"},"commands":{"switch":1}},
             {"id":"off","icon":"off","ends":"on","name":{"en":"Turn off","zh":"关闭"},"commands":{"switch":0}}]
            """);

    private final ArrayNode actions;

    private ConsoleActions(ArrayNode actions) {
        this.actions = actions;
    }

    /** @throws IllegalArgumentException saying which action is wrong, and how */
    public static ConsoleActions of(String text) {
        JsonNode read;
        try {
            read = Json.read(text, "");
        } catch (Refused malformed) {
            throw new IllegalArgumentException("a JSON array of actions expected: " + malformed.getMessage());
        }
        if (!read.isArray() || read.isEmpty() || read.size() > MOST)
            throw new IllegalArgumentException("a JSON array of 1 to " + MOST + " actions expected");
        ArrayNode actions = Json.array();
        Set<String> ids = new HashSet<>();
        for (JsonNode one : read) {
            ObjectNode action = action(one, "action " + (actions.size() + 1));
            if (!ids.add(action.path("id").asText()))
                throw new IllegalArgumentException("two actions have the id " + action.path("id"));
            actions.add(action);
        }
        for (JsonNode action : actions)
            if (action.has("ends") && !ids.contains(action.path("ends").asText()))
                throw new IllegalArgumentException("no action has the id " + action.path("ends"));
        return new ConsoleActions(actions);
    }

    private static ObjectNode action(JsonNode one, String where) {
        ObjectNode action = Json.object();
        action.put("id", text(one.path("id"), where + ": id"));
        ObjectNode name = action.putObject("name");
        for (String language : LANGUAGES)
            name.put(language, text(one.path("name").path(language), where + ": name." + language));
        for (String optional : List.of("icon", "ends"))
            if (one.hasNonNull(optional)) action.put(optional, text(one.path(optional), where + ": " + optional));
        JsonNode commands = one.path("commands");
        String sent = commands.isTextual() ? commands.asText() : commands.toString();
        if (!Json.isObjectOrArray(sent) || sent.getBytes(StandardCharsets.UTF_8).length > GroupBody.MAX_COMMANDS_BYTES)
            throw new IllegalArgumentException(where + ": commands: a JSON object or array of at most "
                    + GroupBody.MAX_COMMANDS_BYTES + " bytes expected");
        return action.put("commands", sent);
    }

    private static String text(JsonNode value, String where) {
        if (!value.isTextual() || !value.asText().matches("\\P{Cntrl}{1,64}"))
            throw new IllegalArgumentException(where + ": a text of 1 to 64 characters expected");
        return value.asText();
    }

    JsonNode json() {
        return actions;
    }
}
