package io.carillon.node.settings;

import io.carillon.http.SecretKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The generated secret, for a node without a configured one: a file of mode 0600 in the data directory. */
public final class SecretFile {
    public static final String NAME = "jwt-secret";

    private static final int BYTES = 32;

    private SecretFile() {}

    /** Reads the secret; generates it first if it is missing. */
    public static String in(Path dataDir) {
        Path file = DataDir.check(dataDir).resolve(NAME);
        try {
            if (Files.notExists(file)) create(file);
            String secret = Files.readString(file).strip();
            if (secret.getBytes(StandardCharsets.UTF_8).length >= SecretKeys.MIN_BYTES) return secret;
            throw new WrongSetting(
                    "CARILLON_DATA_DIR", "at least " + SecretKeys.MIN_BYTES + " bytes expected in " + file);
        } catch (IOException failure) {
            throw new WrongSetting("CARILLON_DATA_DIR", "a directory to write in expected, got \"" + dataDir + "\"");
        }
    }

    private static void create(Path file) throws IOException {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        Path fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                NAME,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(
                    fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(secret), StandardOpenOption.SYNC);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException anotherProcessWasFirst) {
            return;
        } finally {
            Files.delete(fresh);
        }
    }
}
