package io.carillon.node.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path there;

    @Test
    void whatIsMadeIsItsOwnersAlone() throws Exception {
        Path dir = DataDir.check(there.resolve("a").resolve("data"));
        Path database = Files.createFile(dir.resolve("carillon.mv.db"));
        Path broker = Files.createDirectories(dir.resolve("mqtt").resolve("conf"));
        Path config = Files.createFile(broker.resolve("config.xml"));
        Path somebodyElses = Files.createFile(dir.resolve("notes.txt"));
        Files.setPosixFilePermissions(somebodyElses, PosixFilePermissions.fromString("rw-r--r--"));
        DataDir.keepToOwner(dir);
        assertThat(mode(dir)).isEqualTo("rwx------");
        assertThat(mode(broker)).isEqualTo("rwx------");
        assertThat(mode(database)).isEqualTo("rw-------");
        assertThat(mode(config)).isEqualTo("rw-------");
        assertThat(mode(somebodyElses)).isEqualTo("rw-r--r--");
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
