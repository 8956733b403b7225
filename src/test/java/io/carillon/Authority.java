package io.carillon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test, which signs certificates for 127.0.0.1 under any name. */
public final class Authority {
    private static final char[] PASSWORD = {};
    private static final AtomicLong SERIAL = new AtomicLong();

    /** Those of subjects, in turn: a JVM without its second JIT tier makes an RSA key in a second. */
    private static final class Subjects {
        static final List<KeyPair> PAIRS =
                Stream.generate(Authority::pair).limit(3).toList();
        static final AtomicInteger TURN = new AtomicInteger();

        static KeyPair next() {
            return PAIRS.get(Math.floorMod(TURN.getAndIncrement(), PAIRS.size()));
        }
    }

    private final String name;
    private final KeyPair keys = pair();
    private final X509Certificate certificate;

    public Authority(String name) {
        this.name = name;
        certificate = sign(name, keys, Duration.ofDays(1), true);
    }

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, KeyPair keys, Authority by) {
        /** The certificate, its key (PKCS #8) and its authority's certificate as PEM files; one that is there is replaced. */
        public Pem in(Path directory) {
            return new Pem(
                    write(directory.resolve("tls.crt"), "CERTIFICATE", encoded(certificate)),
                    write(
                            directory.resolve("tls.key"),
                            "PRIVATE KEY",
                            keys.getPrivate().getEncoded()),
                    by.writeTo(directory.resolve("ca.crt")));
        }

        /** Shows this certificate and trusts those of {@code peers}. */
        public SSLContext trusting(Authority peers) {
            try {
                KeyStore own = empty();
                own.setKeyEntry("own", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
                var shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                shown.init(own, PASSWORD);
                KeyStore trusted = empty();
                trusted.setCertificateEntry("authority", peers.certificate);
                var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(trusted);
                SSLContext context = SSLContext.getInstance("TLSv1.2");
                context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static KeyStore empty() throws GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try {
                store.load(null, PASSWORD);
            } catch (IOException never) {
                throw new UncheckedIOException(never);
            }
            return store;
        }
    }

    /** PEM files. */
    public record Pem(Path certificate, Path key, Path authority) {}

    /** A certificate with an RSA key, another than the last one's. */
    public Issued issue(String subject) {
        return issue(subject, Duration.ofDays(1));
    }

    /** A certificate for these keys. */
    public Issued issue(String subject, KeyPair pair) {
        return issue(subject, Duration.ofDays(1), pair);
    }

    /** @param validity how long from now on or, where negative, how long ago it ended: less than three days */
    public Issued issue(String subject, Duration validity) {
        return issue(subject, validity, Subjects.next());
    }

    private Issued issue(String subject, Duration validity, KeyPair pair) {
        return new Issued(sign(subject, pair, validity, false), pair, this);
    }

    /** This authority's own certificate as a PEM file. */
    public Path writeTo(Path file) {
        return write(file, "CERTIFICATE", encoded(certificate));
    }

    private X509Certificate sign(String subject, KeyPair pair, Duration validity, boolean authority) {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal("CN=" + name),
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(now.minus(Duration.ofDays(3))),
                Date.from(now.plus(validity)),
                new X500Principal("CN=" + subject),
                pair.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path write(Path file, String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        try {
            return Files.writeString(
                    file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
