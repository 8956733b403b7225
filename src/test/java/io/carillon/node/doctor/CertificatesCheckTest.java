package io.carillon.node.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Authority;
import io.carillon.Authority.Pem;
import io.carillon.node.doctor.Finding.Grade;
import io.carillon.node.settings.Settings.Mqtt;
import io.carillon.node.settings.Tls;
import io.carillon.node.settings.Variables;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesCheckTest {
    private static final Authority AUTHORITY = new Authority("nodes");

    private final Instant now = Instant.now();
    private final Pem pem;

    CertificatesCheckTest(@TempDir Path directory) {
        pem = AUTHORITY.issue("carillon", Duration.ofDays(31)).in(directory);
    }

    @Test
    void aCertificateBetweenNodesThatExpiresSoonIsWarnedOf() {
        Map<String, X509Certificate> certificates =
                Tls.read(variables("CARILLON_TLS_")).orElseThrow().certificates();
        assertThat(findings(certificates, Duration.ZERO).get(0).toString())
                .startsWith("ok    TLS")
                .contains("CN=carillon");
        assertThat(findings(certificates, Duration.ofDays(2)).get(0).grade()).isEqualTo(Grade.WARN);
        assertThat(findings(certificates, Duration.ofDays(32)).get(0).grade()).isEqualTo(Grade.FAIL);
    }

    @Test
    void soAreTheBrokersAuthorityAndOurCertificateForIt() {
        Map<String, X509Certificate> certificates =
                Mqtt.read(variables("CARILLON_MQTT_TLS_")).tls().certificates();
        assertThat(certificates).hasSize(2);
        assertThat(findings(certificates, Duration.ofDays(1000))).allMatch(finding -> finding.grade() == Grade.FAIL);
    }

    private List<Finding> findings(Map<String, X509Certificate> certificates, Duration later) {
        return new CertificatesCheck(() -> certificates, InstantSource.fixed(now.plus(later))).findings();
    }

    private Variables variables(String prefix) {
        return new Variables(Map.of(
                "CARILLON_MQTT_URL",
                "mqtts://broker",
                prefix + "CERT",
                pem.certificate().toString(),
                prefix + "KEY",
                pem.key().toString(),
                prefix + "CA",
                pem.authority().toString()));
    }
}
