package io.carillon.delivery;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Settings of the webhook for events (contract 1, <i>Events</i>).
 *
 * @param keys each signs every message; two while rotating
 * @param trust empty: the JVM's trust store
 */
public record WebhookSettings(URI url, List<Webhook> keys, Optional<SSLContext> trust) {
    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    /** @throws IllegalArgumentException saying what is expected; the URL is not quoted, it may hold a password */
    public static URI url(String text) {
        try {
            URI url = URI.create(text);
            if ("https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null && url.getRawUserInfo() == null)
                return url;
        } catch (IllegalArgumentException malformed) {
            // reported below
        }
        throw new IllegalArgumentException("https://host/path expected");
    }

    /** @throws IllegalArgumentException saying what is expected; the secret is not quoted */
    public static List<Webhook> keys(String text) {
        List<String> secrets = Arrays.asList(text.strip().split(" +"));
        if (secrets.size() > 2) throw new IllegalArgumentException("one secret expected, or two while rotating");
        return secrets.stream().map(WebhookSettings::key).toList();
    }

    private static Webhook key(String secret) {
        String expected = PREFIX + " and base64 of " + LEAST_BYTES + " to " + MOST_BYTES + " bytes expected";
        if (!secret.startsWith(PREFIX)) throw new IllegalArgumentException(expected);
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            if (key.length >= LEAST_BYTES && key.length <= MOST_BYTES) return new Webhook(key);
        } catch (IllegalArgumentException notBase64) {
            // reported below
        }
        throw new IllegalArgumentException(expected);
    }

    /**
     * Trusts only the authorities in this file. Blocks.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    public static SSLContext trust(Path pem) {
        try {
            var trusted = BrokerTls.trusting(BrokerTls.certificates(BrokerTls.Part.AUTHORITY, pem));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            return context;
        } catch (BrokerTls.Unfit | IOException | GeneralSecurityException none) {
            throw new IllegalArgumentException("a certificate in PEM expected");
        }
    }
}
