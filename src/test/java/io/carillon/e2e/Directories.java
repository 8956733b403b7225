package io.carillon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Directories of tests, under {@code target/e2e}: kept after the test, so that what went wrong can be read. */
public final class Directories {
    private Directories() {}

    /** Creates the directory, or empties it. */
    public static Path empty(Path directory) {
        try {
            if (Files.exists(directory)) {
                try (var tree = Files.walk(directory)) {
                    for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
                }
            }
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
