package io.carillon.node.doctor;

import io.carillon.node.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;

/** The data directory, where anything is embedded. */
record DataDirCheck(Settings settings) implements Check {
    private static final long LITTLE_MEBIBYTES = 200;

    @Override
    public String title() {
        return "data";
    }

    @Override
    public List<Finding> findings() {
        return settings.keepsFiles()
                ? List.of(finding(settings.dataDir().toAbsolutePath().normalize()))
                : List.of();
    }

    private Finding finding(Path dir) {
        Path there = dir;
        while (Files.notExists(there) && there.getParent() != null) there = there.getParent();
        if (!Files.isDirectory(there) || !Files.isWritable(there))
            return fail(dir + " cannot be written to", "set CARILLON_DATA_DIR, or chown " + there);
        if (isOpen(dir)) return warn(dir + " can be read by others", "chmod 700 " + dir);
        long mebibytes = there.toFile().getUsableSpace() >> 20;
        String said = dir + (there.equals(dir) ? "" : " will be created") + ", " + mebibytes + " MiB free";
        return mebibytes < LITTLE_MEBIBYTES ? warn(said, "free some space") : ok(said);
    }

    private static boolean isOpen(Path dir) {
        PosixFileAttributeView view = Files.getFileAttributeView(dir, PosixFileAttributeView.class);
        try {
            return view != null
                    && Files.exists(dir)
                    && view.readAttributes().permissions().stream()
                            .anyMatch(may -> !may.name().startsWith("OWNER"));
        } catch (IOException unknown) {
            return false;
        }
    }
}
