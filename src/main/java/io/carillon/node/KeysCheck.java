package io.carillon.node;

import io.carillon.http.JwksExamination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Locale;
import java.util.regex.Pattern;

/** What tokens are checked with. */
final class KeysCheck {
    private static final String WHAT = "tokens";
    private static final String MAKE = "make one: openssl rand -base64 32";
    private static final int FEW_CHARACTERS = 12;
    private static final Pattern PLACEHOLDER = Pattern.compile("change.?me|secret|password|example|12345|qwerty");

    private KeysCheck() {}

    static Finding of(Settings settings, InstantSource clock) {
        Settings.Jwt jwt = settings.jwt();
        return jwt.secret()
                .map(KeysCheck::secret)
                .or(() -> jwt.jwks().map(location -> jwks(location, clock)))
                .orElseGet(() -> generated(settings.dataDir()));
    }

    private static Finding secret(String secret) {
        String said = "CARILLON_JWT_SECRET of " + secret.length() + " characters";
        boolean guessable = secret.chars().distinct().count() < FEW_CHARACTERS
                || PLACEHOLDER.matcher(secret.toLowerCase(Locale.ROOT)).find();
        return guessable ? Finding.warn(WHAT, said + " looks guessable", MAKE) : Finding.ok(WHAT, said);
    }

    private static Finding jwks(String location, InstantSource clock) {
        boolean plain = location.toLowerCase(Locale.ROOT).startsWith("http://");
        try {
            JwksExamination found = JwksExamination.of(location, clock.instant());
            String said = "CARILLON_JWT_JWKS holds " + found.keys() + " keys, " + found.usable() + " of them usable";
            if (found.usable() == 0)
                return Finding.fail(WHAT, said, "publish a key for RS256, ES256 or EdDSA, or every token is refused");
            return plain
                    ? Finding.warn(WHAT, said + ", and comes over plain http", "let it come over https")
                    : Finding.ok(WHAT, said);
        } catch (JwksExamination.Unreachable away) {
            return Finding.fail(
                    WHAT, "CARILLON_JWT_JWKS cannot be had: " + away.getMessage(), "without it no token is accepted");
        }
    }

    private static Finding generated(Path dataDir) {
        Path file = dataDir.resolve(SecretFile.NAME);
        if (Files.notExists(file)) return Finding.ok(WHAT, "a secret will be generated in " + file);
        try {
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            return mode.equals("rw-------")
                    ? Finding.ok(WHAT, "a generated secret in " + file)
                    : Finding.warn(WHAT, file + " has mode " + mode, "chmod 600 " + file);
        } catch (IOException | UnsupportedOperationException unknown) {
            return Finding.warn(WHAT, file + " cannot be looked at", "see that only this user can read it");
        }
    }
}
