package io.carillon.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** docker/compose.yaml as compose reads it. */
final class Compose {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\$)|\\{(\\w+):\\?[^}]*})");

    private final JsonNode root =
            new ObjectMapper().valueToTree(new Yaml().<Object>load(Repository.text("docker/compose.yaml")));
    private final Map<String, String> env;

    /** @param env what {@code docker/.env} holds */
    Compose(Map<String, String> env) {
        this.env = Map.copyOf(env);
    }

    JsonNode root() {
        return root;
    }

    JsonNode service(String name) {
        return root.path("services").path(name);
    }

    Map<String, String> environment(String service) {
        Map<String, String> environment = new TreeMap<>();
        service(service)
                .path("environment")
                .fields()
                .forEachRemaining(one -> environment.put(
                        one.getKey(), interpolated(one.getValue().asText())));
        return environment;
    }

    List<String> entrypoint(String service) {
        return texts(service(service).path("entrypoint"));
    }

    /** As an engine runs it: {@code CMD-SHELL} is given to {@code sh -c}. */
    List<String> healthcheck(String service) {
        List<String> test = texts(service(service).path("healthcheck").path("test"));
        List<String> command = test.subList(1, test.size());
        return test.get(0).equals("CMD-SHELL") ? List.of("sh", "-c", command.get(0)) : command;
    }

    private List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(interpolated(one.asText())));
        return texts;
    }

    private String interpolated(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        return matcher.replaceAll(
                found -> Matcher.quoteReplacement(found.group(1) != null ? "$" : env.getOrDefault(found.group(2), "")));
    }
}
