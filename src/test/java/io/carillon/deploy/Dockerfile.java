package io.carillon.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** The instructions of docker/Dockerfile, in order. */
public record Dockerfile(List<Instruction> instructions) {
    /** @param stage counted from 0; -1 before the first */
    record Instruction(int stage, String name, String arguments) {}

    public static Dockerfile read() {
        List<Instruction> instructions = new ArrayList<>();
        String text = Repository.text("docker/Dockerfile").replaceAll("(?m)^#.*\n", "");
        int stage = -1;
        for (String line : text.replaceAll("\\\\\n\\s*", "").split("\n", -1)) {
            if (line.isBlank()) continue;
            String[] parts = line.split(" ", 2);
            if (parts[0].equals("FROM")) stage++;
            instructions.add(new Instruction(stage, parts[0], parts[1]));
        }
        return new Dockerfile(List.copyOf(instructions));
    }

    List<String> all(int stage, String name) {
        return instructions.stream()
                .filter(one -> one.stage() == stage && one.name().equals(name))
                .map(Instruction::arguments)
                .toList();
    }

    /** The last instruction of that name in the image itself. */
    String last(String name) {
        int image = instructions.get(instructions.size() - 1).stage();
        List<String> all = all(image, name);
        if (all.isEmpty()) throw new AssertionError("docker/Dockerfile has no " + name);
        return all.get(all.size() - 1);
    }

    /** Exec form only: a shell in between would keep SIGTERM from the JVM. */
    public List<String> entrypoint() {
        return exec(last("ENTRYPOINT"));
    }

    public List<String> command() {
        return exec(last("CMD"));
    }

    public List<String> healthcheck() {
        String text = last("HEALTHCHECK");
        return exec(text.substring(text.indexOf("CMD ") + 4));
    }

    public String directory() {
        return last("WORKDIR");
    }

    private static List<String> exec(String json) {
        try {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError("exec form expected: " + json, e);
        }
    }
}
