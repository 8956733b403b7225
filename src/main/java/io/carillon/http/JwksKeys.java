package io.carillon.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JWKS (RFC 7517) at a URL or in a file: RS256, ES256 and EdDSA, each with keys of its own type. It is kept, fetched by
 * one at a time, fetched again when a token names a key that it lacks, but not more often than a limit, and outlives an
 * outage of where it comes from.
 */
public final class JwksKeys implements Keys {
    private static final Logger log = LoggerFactory.getLogger(JwksKeys.class);

    private static final Map<JWSAlgorithm, KeyType> KEY_TYPES =
            Map.of(JWSAlgorithm.RS256, KeyType.RSA, JWSAlgorithm.ES256, KeyType.EC, JWSAlgorithm.EdDSA, KeyType.OKP);

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration KEPT_IN_OUTAGE = Duration.ofHours(24);
    private static final Duration WAIT_FOR_FETCH = Duration.ofSeconds(3);
    /** At most two fetches in each. */
    private static final Duration FETCH_INTERVAL = Duration.ofSeconds(10);

    private static final int CONNECT_MILLIS = 1000;
    private static final int READ_MILLIS = 1500;
    private static final int MAX_SIZE = 512 * 1024;

    private final JWKSource<SecurityContext> source;
    private final Executor blocking;
    private final AtomicBoolean away = new AtomicBoolean();

    /**
     * Fetches nothing yet.
     *
     * @param location an http, https or file URL, or the path of a file
     * @throws IllegalArgumentException if it is neither a well-formed URL nor a readable file
     */
    public JwksKeys(String location, ActorSystem<?> system) {
        this(location, system.dispatchers().lookup(DispatcherSelector.fromConfig("carillon.jwks-dispatcher")));
    }

    JwksKeys(String location, Executor blocking) {
        this.blocking = blocking;
        source = JWKSourceBuilder.create(set(location))
                .cache(KEPT.toMillis(), WAIT_FOR_FETCH.toMillis())
                .refreshAheadCache(false)
                .rateLimited(FETCH_INTERVAL.toMillis())
                .outageTolerant(KEPT_IN_OUTAGE.toMillis())
                .build();
    }

    /**
     * Looks at the location, and into a file; fetches nothing.
     *
     * @throws IllegalArgumentException as the constructor; the location is not quoted, it may hold a password
     */
    public static String checked(String location) {
        if (set(location) instanceof JwksFile file) file.check();
        return location;
    }

    static JWKSetSource<SecurityContext> set(String location) {
        try {
            if (location.matches("(?i)https?://.*"))
                return new URLBasedJWKSetSource<>(
                        URI.create(location).toURL(),
                        new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_SIZE));
            Path file = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
            if (Files.isReadable(file) && !Files.isDirectory(file)) return new JwksFile(file);
        } catch (IllegalArgumentException | MalformedURLException malformed) {
            // said below
        }
        throw new IllegalArgumentException("a URL or a readable file expected");
    }

    @Override
    public CompletionStage<Boolean> signed(JWSObject token) {
        KeyType type = KEY_TYPES.get(token.getHeader().getAlgorithm());
        return type == null
                ? CompletableFuture.completedStage(false)
                : CompletableFuture.supplyAsync(() -> signedBy(type, token), blocking);
    }

    private boolean signedBy(KeyType type, JWSObject token) {
        awaitKeys();
        for (JWK key : keys(type, token.getHeader())) if (isSoundBy(key, token)) return true;
        return false;
    }

    /** Tells "no keys at all" from "not this key", which the source's exceptions do not. */
    private void awaitKeys() {
        try {
            source.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
            if (away.compareAndSet(true, false)) log.info("The JWKS is back");
        } catch (KeySourceException failed) {
            if (away.compareAndSet(false, true)) log.warn("The JWKS cannot be had: {}", failed.getMessage());
            throw new Refused(Refusal.UNAVAILABLE);
        }
    }

    private List<JWK> keys(KeyType type, JWSHeader header) {
        JWKMatcher matcher = new JWKMatcher.Builder()
                .keyType(type)
                .keyID(header.getKeyID())
                .keyUses(KeyUse.SIGNATURE, null)
                .algorithms(header.getAlgorithm(), null)
                .build();
        try {
            return source.get(new JWKSelector(matcher), null);
        } catch (KeySourceException notAgain) {
            // There are keys, none of them this one, and to look anew is refused or fails.
            return List.of();
        }
    }

    private static boolean isSoundBy(JWK key, JWSObject token) {
        try {
            return SecretKeys.isSoundBy(verifier(key), token);
        } catch (JOSEException unfit) {
            return false;
        }
    }

    static boolean usable(JWK key) {
        return KEY_TYPES.containsValue(key.getKeyType()) && !KeyUse.ENCRYPTION.equals(key.getKeyUse());
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        if (key.getKeyType().equals(KeyType.RSA)) return new RSASSAVerifier(key.toRSAKey());
        if (key.getKeyType().equals(KeyType.EC)) return new ECDSAVerifier(key.toECKey());
        return new Ed25519Verifier(key.toOctetKeyPair().toPublicJWK());
    }
}
