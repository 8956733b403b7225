package io.carillon.node.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of the embedded parts' files. */
public final class DataDir {
    private static final Logger LOG = LoggerFactory.getLogger(DataDir.class);

    private DataDir() {}

    /** Creates it if missing; an unwritable one stops the start. */
    public static Path check(Path dir) {
        try {
            if (Files.notExists(dir)) {
                Files.createDirectories(dir);
                chmod(dir, "rwx------");
            }
            if (Files.isWritable(dir)) return dir;
        } catch (IOException noDirectory) {
            // reported below
        }
        throw Variables.wrong("CARILLON_DATA_DIR", "a directory to write in expected", dir.toString());
    }

    /** Restricts its contents to the owner. An existing directory keeps its own mode. */
    public static void keepToOwner(Path dir) {
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

    /** Does nothing where the file system has no modes. */
    private static void chmod(Path file, String mode) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) view.setPermissions(PosixFilePermissions.fromString(mode));
    }
}
