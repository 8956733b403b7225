package io.carillon.node.doctor;

import io.carillon.http.JwksFacts;
import io.carillon.node.settings.SecretFile;
import io.carillon.node.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The keys that verify tokens. */
record KeysCheck(Settings settings, InstantSource clock) implements Check {
    private static final String MAKE = "make one: openssl rand -base64 32";
    private static final int FEW_CHARACTERS = 12;
    private static final Pattern PLACEHOLDER = Pattern.compile("change.?me|secret|password|example|12345|qwerty");

    @Override
    public String title() {
        return "tokens";
    }

    @Override
    public List<Finding> findings() {
        Settings.Jwt jwt = settings.jwt();
        return List.of(jwt.secret()
                .map(this::secret)
                .or(() -> jwt.jwks().map(this::jwks))
                .orElseGet(() -> generated(settings.dataDir())));
    }

    private Finding secret(String secret) {
        String said = "CARILLON_JWT_SECRET of " + secret.length() + " characters";
        boolean guessable = secret.chars().distinct().count() < FEW_CHARACTERS
                || PLACEHOLDER.matcher(secret.toLowerCase(Locale.ROOT)).find();
        return guessable ? warn(said + " looks guessable", MAKE) : ok(said);
    }

    private Finding jwks(String location) {
        boolean plain = location.toLowerCase(Locale.ROOT).startsWith("http://");
        try {
            JwksFacts found = JwksFacts.of(location, clock.instant());
            String said = "CARILLON_JWT_JWKS holds " + found.keys() + " keys, " + found.usable() + " of them usable";
            if (found.usable() == 0)
                return fail(said, "publish a key for RS256, ES256 or EdDSA, or every token is refused");
            return plain ? warn(said + ", over plain http", "use https") : ok(said);
        } catch (JwksFacts.Unreachable away) {
            return fail("CARILLON_JWT_JWKS cannot be had: " + away.getMessage(), "without it no token is accepted");
        }
    }

    private Finding generated(Path dataDir) {
        Path file = dataDir.resolve(SecretFile.NAME);
        if (Files.notExists(file)) return ok("a secret will be generated in " + file);
        try {
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            return mode.equals("rw-------")
                    ? ok("a generated secret in " + file)
                    : warn(file + " has mode " + mode, "chmod 600 " + file);
        } catch (IOException | UnsupportedOperationException unknown) {
            return warn(file + " cannot be examined", "see that only this user can read it");
        }
    }
}
