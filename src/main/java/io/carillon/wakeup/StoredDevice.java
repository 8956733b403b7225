package io.carillon.wakeup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/**
 * A device as read from its stored snapshot and events, in the form they had when the table of bindings was introduced;
 * independent of later classes.
 */
final class StoredDevice {
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
    private static final String EVENT = "io.carillon.schedule.DeviceEvent$";
    private static final String SNAPSHOT = "io.carillon.schedule.DeviceState";

    private final String id;
    private final Set<String> users = new HashSet<>();
    private final Set<String> groups = new HashSet<>();
    private boolean zone;
    private long seq;

    StoredDevice(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** The number of its last event. */
    long seq() {
        return seq;
    }

    Set<String> users() {
        return users;
    }

    boolean listed() {
        return zone || !users.isEmpty() || !groups.isEmpty();
    }

    void take(long number, String manifest, byte[] payload) {
        seq = number;
        switch (manifest.replace(EVENT, "")) {
            case SNAPSHOT -> snapshot(tree(payload));
            case "GroupCreated" ->
                groups.add(tree(payload).path("group").path("id").asText());
            case "GroupCreatedOnce" ->
                groups.add(
                        tree(payload).path("created").path("group").path("id").asText());
            case "GroupDeleted" -> groups.remove(tree(payload).path("group").asText());
            case "ZoneSet" -> zone = true;
            case "UserBound" -> users.add(tree(payload).path("user").asText());
            case "UserUnbound" -> users.remove(tree(payload).path("user").asText());
            case "DeviceCleared" -> clear();
            default -> {
                // does not change these fields
            }
        }
    }

    private void snapshot(JsonNode state) {
        zone = state.path("zone").isTextual();
        state.path("users").forEach(user -> users.add(user.asText()));
        state.path("groups").forEach(group -> groups.add(group.path("id").asText()));
    }

    private void clear() {
        zone = false;
        users.clear();
        groups.clear();
    }

    private static JsonNode tree(byte[] payload) {
        try {
            return CBOR.readTree(payload);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
