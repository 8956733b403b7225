package io.carillon.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A JWKS (RFC 7517) at a URL or in a file: RS256, ES256 and EdDSA, each with keys of its own type. It is fetched again
 * when a token names an unknown key.
 */
public final class JwksKeys implements Keys {
    private static final Map<JWSAlgorithm, KeyType> KEY_TYPES =
            Map.of(JWSAlgorithm.RS256, KeyType.RSA, JWSAlgorithm.ES256, KeyType.EC, JWSAlgorithm.EdDSA, KeyType.OKP);

    private static final int CONNECT_MILLIS = 1000;
    private static final int READ_MILLIS = 1500;
    private static final int MAX_SIZE = 512 * 1024;

    private final PublishedKeys keys;

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
        keys = new PublishedKeys(set(location), blocking, System::nanoTime);
    }

    /**
     * Checks the location, and a file's contents; fetches nothing.
     *
     * @throws IllegalArgumentException as the constructor; the location is not quoted, it may hold a password
     */
    public static String checked(String location) {
        URL url = url(location);
        try {
            if (url.getProtocol().equals("file")) JWKSet.load(url);
        } catch (IOException | ParseException none) {
            throw new IllegalArgumentException("a file with a JWKS expected");
        }
        return location;
    }

    /** A file is read whenever a URL would be fetched. */
    static JWKSetSource<SecurityContext> set(String location) {
        return new URLBasedJWKSetSource<>(
                url(location), new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_SIZE));
    }

    private static URL url(String location) {
        try {
            if (location.matches("(?i)https?://.*")) return URI.create(location).toURL();
            Path file = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
            if (Files.isReadable(file) && !Files.isDirectory(file))
                return file.toUri().toURL();
        } catch (IllegalArgumentException | MalformedURLException malformed) {
            // reported below
        }
        throw new IllegalArgumentException("a URL or a readable file expected");
    }

    @Override
    public CompletionStage<Boolean> signed(JWSObject token) {
        KeyType type = KEY_TYPES.get(token.getHeader().getAlgorithm());
        if (type == null) return CompletableFuture.completedStage(false);
        return keys.atHand()
                .map(all -> matching(all, type, token.getHeader()))
                .filter(some -> !some.isEmpty())
                .<CompletionStage<Boolean>>map(known -> CompletableFuture.completedStage(isSoundByOne(known, token)))
                .orElseGet(() ->
                        keys.anew().thenApply(all -> isSoundByOne(matching(all, type, token.getHeader()), token)));
    }

    private static List<JWK> matching(JWKSet all, KeyType type, JWSHeader header) {
        return new JWKSelector(new JWKMatcher.Builder()
                        .keyType(type)
                        .keyID(header.getKeyID())
                        .keyUses(KeyUse.SIGNATURE, null)
                        .algorithms(header.getAlgorithm(), null)
                        .build())
                .select(all);
    }

    private static boolean isSoundByOne(List<JWK> keys, JWSObject token) {
        return keys.stream().anyMatch(key -> isSoundBy(key, token));
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
