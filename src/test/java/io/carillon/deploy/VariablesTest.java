package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The README's table of variables, by which the other files here are judged. */
class VariablesTest {
    @Test
    void theTableListsExactlyWhatTheProgramReads() throws IOException {
        Set<String> read = new TreeSet<>();
        try (var sources = Files.walk(Path.of("src/main"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList())
                read.addAll(Repository.variablesIn(Files.readString(source)));
        }
        // prefixes of …_HOST and …_PORT, or of several
        read.removeIf(name -> Repository.variables().contains(name + "_HOST") || name.endsWith("_"));
        assertThat(Repository.variables())
                .filteredOn(name -> !name.matches(".*_(HOST|PORT)"))
                .containsExactlyInAnyOrderElementsOf(read.stream()
                        .filter(name -> !name.matches(".*_(HOST|PORT)"))
                        .toList());
    }
}
