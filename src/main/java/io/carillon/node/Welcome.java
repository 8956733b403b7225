package io.carillon.node;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a node prints once it is ready: its addresses and, for a newcomer, the lines to paste next. */
record Welcome(Settings settings) {
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Carillon is ready.");
        addresses().forEach((what, where) -> lines.add("  %-11s %s".formatted(what, where)));
        if (settings.isNewcomers()) lines.addAll(firstRing());
        return String.join(System.lineSeparator(), lines);
    }

    /** The same for a log that a machine reads. */
    String line() {
        return addresses().entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", ", "Carillon is ready: ", ""));
    }

    private Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("API", "http://" + settings.http());
        addresses.put("Management", "http://" + settings.management());
        addresses.put(
                "MQTT", settings.mqtt().reached() + (settings.mqtt().broker().isPresent() ? "" : " (embedded)"));
        addresses.put(
                "Database",
                settings.database()
                        .map(Settings.DatabaseAt::toString)
                        .orElse(settings.dataDir().resolve("carillon") + " (embedded)"));
        return addresses;
    }

    /** The minute is named 70 seconds ahead: however late in a minute the lines are pasted, it is still to come. */
    private List<String> firstRing() {
        String carillon = "java -jar " + jar();
        String api = "http://" + settings.http() + "/v3";
        return List.of(
                "",
                "To see it ring, paste into a second terminal:",
                "  " + carillon + " listen",
                "and into a third:",
                "  ADMIN=$(" + carillon + " token --user admin --admin)",
                "  ALICE=$(" + carillon + " token --user alice)",
                "  curl -X PUT -H \"Authorization: jwt $ADMIN\" " + api + "/devices/lamp/bindings/alice/",
                "  WHEN=$(TZ=" + settings.terms().zone()
                        + " date -d '70 seconds' '+\"hour\":\"%H\",\"minute\":\"%M\"')",
                "  curl -H \"Authorization: jwt $ALICE\" -H 'Content-Type: application/json' " + api
                        + "/schedule/task/ \\",
                "    -d '{\"device_id\":\"lamp\",\"period\":\"1111111\",\"tasks\":[{'$WHEN',\"commands\":\"{\\\"switch\\\":1}\"}]}'",
                "");
    }

    private static String jar() {
        try {
            Path jar = Path.of(Welcome.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path here = Path.of("").toAbsolutePath();
            return (jar.startsWith(here) ? here.relativize(jar) : jar).toString();
        } catch (URISyntaxException notAFile) {
            return "carillon.jar";
        }
    }
}
