package io.carillon.node;

import io.carillon.http.TokenIssuer;
import io.carillon.node.settings.Settings;
import io.carillon.schedule.UserId;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A node's message once it is ready: its addresses and, on a first trial, the next lines to paste. */
record Welcome(Settings settings, Instant now) {
    private static final Duration LINK_TTL = Duration.ofHours(1);

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Carillon is ready.");
        addresses().forEach((what, where) -> lines.add("  %-11s %s".formatted(what, where)));
        if (settings.isNewcomers()) {
            consoleLink()
                    .ifPresent(link -> lines.addAll(List.of(
                            "",
                            "To see it ring, open this in a browser of this machine within an hour:",
                            "  " + link)));
            lines.addAll(firstRing());
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** The same for a JSON log. */
    String line() {
        return addresses().entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", ", "Carillon is ready: ", ""));
    }

    private Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("API", "http://" + settings.http());
        addresses.put("Console", "http://" + settings.http() + "/console/");
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

    /**
     * A link that signs the local administrator in. Its token is in the fragment, which browsers never send, and is
     * printed on loopback only: whoever reads it there can read the secret too.
     */
    private Optional<String> consoleLink() {
        try {
            if (!InetAddress.getByName(settings.http().host()).isLoopbackAddress()) return Optional.empty();
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        }
        Settings.Jwt jwt = settings.jwt();
        String token = TokenIssuer.issue(
                jwt.secretIn(settings.dataDir()), new UserId("admin"), true, LINK_TTL, jwt.rules(), now);
        return Optional.of("http://" + settings.http() + "/console/#token=" + token + "&device=lamp");
    }

    /** Names the minute 70 seconds ahead: whenever in a minute the lines are pasted, it is still to come. */
    private List<String> firstRing() {
        String carillon = "java -jar " + jar();
        String api = "http://" + settings.http() + "/v3";
        return List.of(
                "",
                "or paste into a second terminal:",
                "  " + carillon + " listen",
                "and into a third:",
                "  ADMIN=$(" + carillon + " token --user admin --admin)",
                "  ALICE=$(" + carillon + " token --user alice)",
                "  curl -X PUT -H \"Authorization: jwt $ADMIN\" " + api + "/devices/lamp/bindings/alice/",
                "  WHEN=$(TZ=" + settings.service().zone()
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
