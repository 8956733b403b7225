package io.carillon.delivery;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS to the broker from PEM files: authorities that replace the JVM's, a client certificate, or both. The files are
 * read for each connection, so a rotated one takes effect with the next. While they do not fit together, as during a
 * rotation, the last good ones are used.
 */
public final class BrokerTls {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerTls.class);
    private static final char[] NO_PASSWORD = {};

    private final @Nullable Path authority;
    private final @Nullable Path certificate;
    private final @Nullable Path key;
    private MqttClientSslConfig last;
    private String trouble = "";

    public enum Part {
        AUTHORITY,
        CERTIFICATE,
        KEY
    }

    /** A file is unusable; the message says what it should hold. */
    public static final class Unfit extends Exception {
        private final Part part;

        Unfit(Part part, String expected) {
            super(expected);
            this.part = part;
        }

        public Part part() {
            return part;
        }
    }

    /**
     * @param authority null: the JVM's authorities are trusted
     * @param certificate with its chain; null, like {@code key}: no client certificate
     * @param key RSA or EC
     */
    public BrokerTls(@Nullable Path authority, @Nullable Path certificate, @Nullable Path key) throws Unfit {
        this.authority = authority;
        this.certificate = certificate;
        this.key = key;
        last = read();
    }

    synchronized MqttClientSslConfig config() {
        try {
            last = read();
            trouble = "";
        } catch (Unfit unfit) {
            String said = unfit.part() + ": " + unfit.getMessage() + " expected";
            if (!said.equals(trouble))
                LOG.warn("The new TLS files for the broker are unusable, the last good ones stay: {}", said);
            trouble = said;
        }
        return last;
    }

    private MqttClientSslConfig read() throws Unfit {
        var config = MqttClientSslConfig.builder();
        try {
            if (authority != null)
                config = config.trustManagerFactory(trusting(certificates(Part.AUTHORITY, authority)));
            if (certificate != null && key != null)
                config =
                        config.keyManagerFactory(showing(certificates(Part.CERTIFICATE, certificate), privateKey(key)));
        } catch (GeneralSecurityException | IOException never) {
            throw new IllegalStateException(never);
        }
        return config.build();
    }

    /** The certificates in the file's order. */
    public static List<X509Certificate> certificates(Part part, Path file) throws Unfit {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!all.isEmpty()) return all;
        } catch (IOException | GeneralSecurityException none) {
            LOG.debug("{}: {}", file, none.toString());
        }
        throw new Unfit(part, "certificates in PEM");
    }

    static TrustManagerFactory trusting(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (X509Certificate one : authorities) store.setCertificateEntry("authority " + store.size(), one);
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyManagerFactory showing(List<X509Certificate> chain, PrivateKey secret)
            throws GeneralSecurityException, IOException, Unfit {
        if (!belongs(secret, chain.get(0).getPublicKey())) throw new Unfit(Part.KEY, "the certificate's own key");
        KeyStore store = empty();
        try {
            store.setKeyEntry("client", secret, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        } catch (KeyStoreException noChain) {
            throw new Unfit(Part.CERTIFICATE, "a certificate and its chain, each signed by the next,");
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static PrivateKey privateKey(Path file) throws Unfit {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            PEMDecoder.DERData pem = PEMDecoder.decode(text);
            if (!pem.label().equals("PRIVATE KEY")) return DERPrivateKeyLoader.load(pem);
            for (String algorithm : Arrays.asList("RSA", "EC")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pem.bytes()));
                } catch (GeneralSecurityException another) {
                    LOG.debug("{} is no {} key", file, algorithm);
                }
            }
        } catch (Exception none) {
            // Akka's reader throws more than it declares
            LOG.debug("{}: {}", file, none.toString());
        }
        throw new Unfit(Part.KEY, "an RSA or EC key in PEM (PKCS #8), not encrypted,");
    }

    private static boolean belongs(PrivateKey secret, PublicKey shown) {
        byte[] anything = {1};
        try {
            Signature signature =
                    Signature.getInstance("SHA256with" + (secret.getAlgorithm().equals("EC") ? "ECDSA" : "RSA"));
            signature.initSign(secret);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }
}
