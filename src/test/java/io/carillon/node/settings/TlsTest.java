package io.carillon.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Authority;
import io.carillon.Authority.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 4: {@code CARILLON_TLS_*} that can form no cluster stop the start with one line. */
class TlsTest {
    private static final Authority AUTHORITY = new Authority("nodes");

    private final Path directory;

    TlsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aCertificateWithItsKeyAndItsAuthorityIsTaken() {
        Pem pem = AUTHORITY.issue("carillon").in(directory);
        assertThat(Tls.read(settings(pem))).contains(new Tls(pem.certificate(), pem.key(), pem.authority()));
    }

    @Test
    void unsetThereIsNone() {
        assertThat(Tls.read(new Variables(Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CARILLON_TLS_CERT", "CARILLON_TLS_KEY", "CARILLON_TLS_CA"})
    void twoOfThreeAreOneTooFew(String missing) {
        Map<String, String> two =
                new HashMap<>(variables(AUTHORITY.issue("carillon").in(directory)));
        two.remove(missing);
        assertRefused(
                new Variables(two), missing + ": a PEM file expected, as the other two of CARILLON_TLS_* are set");
    }

    @Test
    void aFileThatIsNoCertificateIsNamed() throws IOException {
        Pem pem = AUTHORITY.issue("carillon").in(directory);
        spoil(pem.authority());
        assertRefused(settings(pem), "CARILLON_TLS_CA: a certificate in PEM expected, got \"" + pem.authority() + "\"");
        spoil(pem.certificate());
        assertRefused(
                settings(pem), "CARILLON_TLS_CERT: a certificate in PEM expected, got \"" + pem.certificate() + "\"");
    }

    @Test
    void aFileThatIsNoKeyIsNamed() throws IOException {
        Pem pem = AUTHORITY.issue("carillon").in(directory);
        spoil(pem.key());
        assertRefused(
                settings(pem),
                "CARILLON_TLS_KEY: an RSA key in PEM, not encrypted, expected, got \"" + pem.key() + "\"");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws IOException {
        Pem pem = AUTHORITY.issue("carillon").in(directory);
        Pem other = AUTHORITY.issue("carillon").in(Files.createDirectory(directory.resolve("other")));
        assertRefused(
                settings(new Pem(pem.certificate(), other.key(), pem.authority())),
                "CARILLON_TLS_KEY: the key of CARILLON_TLS_CERT expected, got \"" + other.key() + "\"");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        Pem pem = AUTHORITY.issue("carillon").in(directory);
        Path other = new Authority("others").writeTo(directory.resolve("other.crt"));
        assertRefused(
                settings(new Pem(pem.certificate(), pem.key(), other)),
                "CARILLON_TLS_CERT: a certificate that the one of CARILLON_TLS_CA has signed expected, got \""
                        + pem.certificate() + "\"");
    }

    @Test
    void aCertificateThatHasExpiredIsRefused() {
        Pem pem = AUTHORITY.issue("carillon", Duration.ofHours(-1)).in(directory);
        assertThatThrownBy(() -> Tls.read(settings(pem)))
                .isInstanceOf(WrongSetting.class)
                .hasMessageStartingWith("CARILLON_TLS_CERT: a certificate for today expected, not from ");
    }

    private static void spoil(Path file) throws IOException {
        Files.writeString(file, "no PEM\n");
    }

    private static void assertRefused(Variables variables, String line) {
        assertThatThrownBy(() -> Tls.read(variables))
                .isInstanceOf(WrongSetting.class)
                .hasMessage(line);
    }

    private static Variables settings(Pem pem) {
        return new Variables(variables(pem));
    }

    private static Map<String, String> variables(Pem pem) {
        return Map.of(
                "CARILLON_TLS_CERT", pem.certificate().toString(),
                "CARILLON_TLS_KEY", pem.key().toString(),
                "CARILLON_TLS_CA", pem.authority().toString());
    }
}
