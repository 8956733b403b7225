package io.carillon.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of everything embedded. */
final class DataDir {
    private DataDir() {}

    /** Makes it where there is none; one that cannot be written to stops the start. */
    static Path check(Path dir) {
        try {
            Files.createDirectories(dir);
            if (Files.isWritable(dir)) return dir;
        } catch (IOException noDirectory) {
            // said below
        }
        throw Variables.wrong("CARILLON_DATA_DIR", "a directory to write in expected", dir.toString());
    }
}
