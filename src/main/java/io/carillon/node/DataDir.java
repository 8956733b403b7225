package io.carillon.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The directory of everything embedded. */
final class DataDir {
    private static final String WHAT = "data";
    private static final long LITTLE_MEBIBYTES = 200;

    private DataDir() {}

    /** Makes nothing. */
    static List<Finding> examined(Settings settings) {
        if (!settings.keepsFiles()) return List.of();
        Path dir = settings.dataDir().toAbsolutePath().normalize();
        Path there = dir;
        while (Files.notExists(there) && there.getParent() != null) there = there.getParent();
        if (!Files.isDirectory(there) || !Files.isWritable(there))
            return List.of(
                    Finding.fail(WHAT, dir + " cannot be written to", "set CARILLON_DATA_DIR, or chown " + there));
        long mebibytes = there.toFile().getUsableSpace() >> 20;
        String said = dir + (there.equals(dir) ? "" : " will be made") + ", " + mebibytes + " MiB free";
        return List.of(mebibytes < LITTLE_MEBIBYTES ? Finding.warn(WHAT, said, "make room") : Finding.ok(WHAT, said));
    }

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
