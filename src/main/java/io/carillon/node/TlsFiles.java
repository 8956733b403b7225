package io.carillon.node;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import akka.pki.pem.PEMLoadingException;
import io.carillon.node.Settings.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The PEM files for TLS between nodes: read as Akka's engine reads them, which says nothing before it is used. */
record TlsFiles(X509Certificate certificate, List<X509Certificate> authorities) {
    private static final String WHAT = "TLS";
    private static final Duration SOON = Duration.ofDays(30);

    /** @throws WrongSetting where a file is none of its kind, or they do not belong together */
    static TlsFiles read(Tls tls) {
        X509Certificate certificate =
                certificates("CARILLON_TLS_CERT", tls.certificate()).get(0);
        List<X509Certificate> authorities = certificates("CARILLON_TLS_CA", tls.authority());
        if (!fit(certificate, key(tls.key())))
            throw new WrongSetting("CARILLON_TLS_KEY", "the key of the certificate in CARILLON_TLS_CERT expected");
        if (authorities.stream().noneMatch(authority -> signed(authority, certificate)))
            throw new WrongSetting("CARILLON_TLS_CERT", "a certificate signed by the one in CARILLON_TLS_CA expected");
        return new TlsFiles(certificate, authorities);
    }

    static List<Finding> examined(Tls tls, InstantSource clock) {
        TlsFiles files = read(tls);
        List<Finding> findings = new ArrayList<>();
        findings.add(validity("CARILLON_TLS_CERT", files.certificate(), clock.instant()));
        files.authorities().forEach(authority -> findings.add(validity("CARILLON_TLS_CA", authority, clock.instant())));
        return findings;
    }

    private static Finding validity(String variable, X509Certificate certificate, Instant now) {
        Instant ends = certificate.getNotAfter().toInstant();
        String said = variable + " " + certificate.getSubjectX500Principal().getName() + ", valid until " + ends;
        if (now.isAfter(ends) || now.isBefore(certificate.getNotBefore().toInstant()))
            return Finding.fail(WHAT, said + ", not now", "put a valid one there; it is read again by itself");
        if (now.isAfter(ends.minus(SOON)))
            return Finding.warn(WHAT, said, "put a new one there in time; it is read again by itself");
        return Finding.ok(WHAT, said);
    }

    private static List<X509Certificate> certificates(String variable, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            List<X509Certificate> certificates =
                    found.stream().map(X509Certificate.class::cast).toList();
            if (!certificates.isEmpty()) return certificates;
        } catch (IOException | CertificateException none) {
            // said below
        }
        throw Variables.wrong(variable, "a PEM file with a certificate expected", file.toString());
    }

    private static PrivateKey key(Path file) {
        try {
            return DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(file)));
        } catch (IOException | PEMLoadingException none) {
            throw Variables.wrong(
                    "CARILLON_TLS_KEY", "a PEM file with an unencrypted private key expected", file.toString());
        }
    }

    private static boolean fit(X509Certificate certificate, PrivateKey key) {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] probe = certificate.getSerialNumber().toByteArray();
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    private static boolean signed(X509Certificate authority, X509Certificate certificate) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException byAnother) {
            return false;
        }
    }
}
