package io.carillon.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.http.SecretKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    private Path dir = Path.of("");

    @Test
    void theSecretIsMadeOnceAndOnlyItsOwnerMayRead() throws Exception {
        Path data = dir.resolve("data");
        String secret = SecretFile.in(data);

        assertThat(secret.length()).isGreaterThanOrEqualTo(SecretKeys.MIN_BYTES);
        assertThat(SecretFile.in(data)).isEqualTo(secret);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).singleElement().satisfies(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void aDataDirectoryThatCannotBeMadeStopsTheStart() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");
        assertThatThrownBy(() -> SecretFile.in(file))
                .isInstanceOf(WrongSetting.class)
                .hasMessageStartingWith("CARILLON_DATA_DIR: ");
    }

    @Test
    void aSecretThatIsTooShortStopsTheStart() throws Exception {
        Files.writeString(dir.resolve("jwt-secret"), "short");
        assertThatThrownBy(() -> SecretFile.in(dir))
                .isInstanceOf(WrongSetting.class)
                .hasMessageStartingWith("CARILLON_DATA_DIR: at least 32 bytes expected in ");
    }
}
