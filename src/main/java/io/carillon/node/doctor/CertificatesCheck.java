package io.carillon.node.doctor;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long certificates stay valid; the start checks that they are.
 *
 * @param certificates by the variables that name their files
 */
record CertificatesCheck(Supplier<Map<String, X509Certificate>> certificates, InstantSource clock) implements Check {
    private static final Duration SOON = Duration.ofDays(30);
    private static final String RENEW = "replace the file; it is read again without a restart";

    @Override
    public String title() {
        return "TLS";
    }

    @Override
    public List<Finding> findings() {
        return certificates.get().entrySet().stream()
                .map(one -> finding(one.getKey(), one.getValue()))
                .toList();
    }

    private Finding finding(String variable, X509Certificate certificate) {
        Instant now = clock.instant();
        Instant ends = certificate.getNotAfter().toInstant();
        String said = variable + " " + certificate.getSubjectX500Principal().getName() + ", valid until " + ends;
        if (now.isAfter(ends)) return fail(said, RENEW);
        return now.isAfter(ends.minus(SOON)) ? warn(said, RENEW) : ok(said);
    }
}
