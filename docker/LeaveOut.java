import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes what the image does without out of its libraries and out of its SBOM (CycloneDX, JSON). Fails where a pattern
 * matches nothing any more, and where a library that stays is not in the SBOM.
 *
 * <p>{@code java -cp 'target/lib/*' LeaveOut.java left-out.txt target/lib target/bom.json}
 */
final class LeaveOut {
    private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");

    private LeaveOut() {}

    public static void main(String[] args) throws IOException {
        Path libraries = Path.of(args[1]);
        try (Stream<String> lines = Files.lines(Path.of(args[0]))) {
            for (String pattern : lines.filter(line -> !line.startsWith("#")).collect(Collectors.toList()))
                delete(libraries, pattern);
        }
        keep(names(libraries), Path.of(args[2]));
    }

    private static void delete(Path libraries, String pattern) throws IOException {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        List<Path> matching = new ArrayList<>();
        try (Stream<Path> all = Files.list(libraries)) {
            all.filter(library -> matcher.matches(library.getFileName())).forEach(matching::add);
        }
        if (matching.isEmpty()) throw new IllegalStateException("no library matches " + pattern);
        for (Path library : matching) Files.delete(library);
    }

    private static Set<String> names(Path libraries) throws IOException {
        try (Stream<Path> all = Files.list(libraries)) {
            return all.map(library -> library.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static void keep(Set<String> kept, Path sbom) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode bom = json.readTree(sbom.toFile());
        Set<String> gone = new HashSet<>();
        Set<String> missing = new HashSet<>(kept);
        for (Iterator<JsonNode> components = bom.path("components").elements(); components.hasNext(); ) {
            JsonNode component = components.next();
            if (kept.contains(file(component))) {
                missing.remove(file(component));
                continue;
            }
            gone.add(component.path("bom-ref").asText());
            components.remove();
        }
        if (!missing.isEmpty()) throw new IllegalStateException("not in " + sbom + ": " + missing);
        without(gone, bom.path("dependencies"), "ref");
        for (JsonNode dependency : bom.path("dependencies")) without(gone, dependency.path("dependsOn"), "");
        json.writerWithDefaultPrettyPrinter().writeValue(sbom.toFile(), bom);
    }

    private static String file(JsonNode component) {
        Matcher classifier = CLASSIFIER.matcher(component.path("purl").asText());
        return component.path("name").asText() + "-" + component.path("version").asText()
                + (classifier.find() ? "-" + classifier.group(1) : "") + ".jar";
    }

    private static void without(Set<String> gone, JsonNode references, String field) {
        if (!(references instanceof ArrayNode)) return;
        for (Iterator<JsonNode> each = references.elements(); each.hasNext(); ) {
            JsonNode one = each.next();
            if (gone.contains((field.isEmpty() ? one : one.path(field)).asText())) each.remove();
        }
    }
}
