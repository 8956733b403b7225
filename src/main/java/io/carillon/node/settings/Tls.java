package io.carillon.node.settings;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mutual TLS between nodes, from PEM files (contract 4). A peer is accepted if the same authority signed its
 * certificate and the certificate shares a name with this node's.
 */
public record Tls(Path certificate, Path key, Path authority) {
    private static final String CERT = "CARILLON_TLS_CERT";
    private static final String KEY = "CARILLON_TLS_KEY";
    private static final String CA = "CARILLON_TLS_CA";

    /** @throws WrongSetting where no peer could accept these files */
    public static Optional<Tls> read(Variables variables) {
        List<String> names = List.of(CERT, KEY, CA);
        List<Path> files =
                names.stream().flatMap(name -> variables.file(name).stream()).toList();
        if (files.isEmpty()) return Optional.empty();
        for (String name : names)
            if (variables.text(name).isEmpty())
                throw new WrongSetting(name, "a PEM file expected, as the other two of CARILLON_TLS_* are set");
        Tls tls = new Tls(files.get(0), files.get(1), files.get(2));
        tls.check();
        return Optional.of(tls);
    }

    private void check() {
        X509Certificate own = certificate(CERT, certificate);
        if (!belongs(privateKey(), own.getPublicKey())) throw wrong(KEY, "the key of " + CERT + " expected", key);
        try {
            own.verify(certificate(CA, authority).getPublicKey());
        } catch (GeneralSecurityException another) {
            throw wrong(CERT, "a certificate that the one of " + CA + " has signed expected", certificate);
        }
        try {
            own.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException notNow) {
            throw wrong(
                    CERT,
                    "a certificate for today expected, not from "
                            + own.getNotBefore().toInstant() + " to "
                            + own.getNotAfter().toInstant(),
                    certificate);
        }
    }

    /** The certificates by the variables that name their files. */
    public Map<String, X509Certificate> certificates() {
        Map<String, X509Certificate> certificates = new LinkedHashMap<>();
        certificates.put(CERT, certificate(CERT, certificate));
        certificates.put(CA, certificate(CA, authority));
        return certificates;
    }

    private static X509Certificate certificate(String variable, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | GeneralSecurityException none) {
            throw wrong(variable, "a certificate in PEM expected", file);
        }
    }

    private RSAKey privateKey() {
        try {
            byte[] text = Files.readAllBytes(key);
            PrivateKey secret =
                    DERPrivateKeyLoader.load(PEMDecoder.decode(new String(text, StandardCharsets.ISO_8859_1)));
            return (RSAKey) secret;
        } catch (Exception none) {
            // Akka's reader throws more than it declares; it reads RSA keys only
            throw wrong(KEY, "an RSA key in PEM, not encrypted, expected", key);
        }
    }

    private static boolean belongs(RSAKey secret, PublicKey shown) {
        return shown instanceof RSAKey rsa && rsa.getModulus().equals(secret.getModulus());
    }

    private static WrongSetting wrong(String variable, String allowed, Path file) {
        return Variables.wrong(variable, allowed, file.toString());
    }

    /** Settings for cluster.conf; rotated files are read again. */
    public Config config() {
        return ConfigFactory.parseMap(Map.of(
                        "transport", "tls-tcp",
                        "ssl.ssl-engine-provider", "akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
                        "ssl.rotating-keys-engine.cert-file", certificate.toString(),
                        "ssl.rotating-keys-engine.key-file", key.toString(),
                        "ssl.rotating-keys-engine.ca-cert-file", authority.toString()))
                .atPath("akka.remote.artery");
    }
}
