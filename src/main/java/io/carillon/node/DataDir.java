package io.carillon.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of everything embedded. */
final class DataDir {
    private static final Logger LOG = LoggerFactory.getLogger(DataDir.class);
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
        if (isOpen(dir)) return List.of(Finding.warn(WHAT, dir + " is open to others", "chmod 700 " + dir));
        long mebibytes = there.toFile().getUsableSpace() >> 20;
        String said = dir + (there.equals(dir) ? "" : " will be made") + ", " + mebibytes + " MiB free";
        return List.of(mebibytes < LITTLE_MEBIBYTES ? Finding.warn(WHAT, said, "make room") : Finding.ok(WHAT, said));
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

    /** Makes it where there is none; one that cannot be written to stops the start. */
    static Path check(Path dir) {
        try {
            if (Files.notExists(dir)) {
                Files.createDirectories(dir);
                chmod(dir, "rwx------");
            }
            if (Files.isWritable(dir)) return dir;
        } catch (IOException noDirectory) {
            // said below
        }
        throw Variables.wrong("CARILLON_DATA_DIR", "a directory to write in expected", dir.toString());
    }

    /** What is in it is for nobody but its owner. A directory that was there before keeps its mode. */
    static void keepToOwner(Path dir) {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(file -> isOurs(dir, file)).toList())
                chmod(file, Files.isDirectory(file) ? "rwx------" : "rw-------");
        } catch (IOException | UncheckedIOException failed) {
            LOG.warn("Others may be able to read {}: {}", dir.toAbsolutePath().normalize(), failed.getMessage());
        }
    }

    private static boolean isOurs(Path dir, Path file) {
        if (file.equals(dir) || Files.isSymbolicLink(file)) return false;
        String name = dir.relativize(file).getName(0).toString();
        return name.startsWith("carillon.") || name.equals(SecretFile.NAME) || name.equals("mqtt");
    }

    /** Where the file system has modes. */
    private static void chmod(Path file, String mode) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) view.setPermissions(PosixFilePermissions.fromString(mode));
    }
}
