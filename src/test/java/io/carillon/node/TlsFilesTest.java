package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.node.Settings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With certificates that openssl makes. */
class TlsFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Tls tls;

    @BeforeEach
    void make() throws Exception {
        openssl("req -x509 -newkey rsa:2048 -nodes -subj /CN=ca -days 400 -keyout ca.key -out ca.pem");
        openssl("req -newkey rsa:2048 -nodes -subj /CN=node -keyout node.key -out node.csr");
        openssl("x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 -out node.pem");
        tls = new Tls(file("node.pem"), file("node.key"), file("ca.pem"));
    }

    @Test
    void soundFilesAreOkUntilTheyExpire() {
        assertThat(TlsFiles.examined(tls, InstantSource.system())).allMatch(one -> one.grade() == Finding.Grade.OK);
        Instant now = Instant.now();
        assertThat(TlsFiles.examined(tls, InstantSource.fixed(now.plus(Duration.ofDays(40)))))
                .anyMatch(one -> one.grade() == Finding.Grade.WARN && one.said().contains("CN=node"));
        assertThat(TlsFiles.examined(tls, InstantSource.fixed(now.plus(Duration.ofDays(61)))))
                .anyMatch(one -> one.grade() == Finding.Grade.FAIL && one.said().contains("CN=node"));
    }

    @Test
    void whatIsNoPemOrDoesNotBelongTogetherNamesItsVariable() throws Exception {
        Path text = Files.writeString(directory.resolve("text"), "no PEM");
        refused("CARILLON_TLS_CERT", new Tls(text, tls.key(), tls.authority()));
        refused("CARILLON_TLS_KEY", new Tls(tls.certificate(), text, tls.authority()));
        refused("CARILLON_TLS_CA", new Tls(tls.certificate(), tls.key(), text));
        refused("CARILLON_TLS_KEY", new Tls(tls.certificate(), file("ca.key"), tls.authority()));
        refused("CARILLON_TLS_CERT", new Tls(tls.certificate(), tls.key(), tls.certificate()));
    }

    private static void refused(String variable, Tls tls) {
        assertThatThrownBy(() -> TlsFiles.read(tls))
                .isInstanceOf(WrongSetting.class)
                .hasMessageStartingWith(variable + ": ");
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" "))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile())
                .start();
        assertThat(process.waitFor()).as("openssl " + arguments).isZero();
    }
}
