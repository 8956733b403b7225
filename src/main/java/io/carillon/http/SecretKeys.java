package io.carillon.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A shared secret: HS256 with the secret's UTF-8 bytes, whatever key the token names. */
public final class SecretKeys implements Keys {
    public static final int MIN_BYTES = 32;

    private final JWSVerifier verifier;

    /** @throws IllegalArgumentException if the secret has fewer than {@value #MIN_BYTES} bytes */
    public SecretKeys(String secret) {
        verifier = verifier(bytes(secret));
    }

    /** @throws IllegalArgumentException as above */
    static byte[] bytes(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES)
            throw new IllegalArgumentException(
                    "at least " + MIN_BYTES + " bytes of UTF-8 expected, got " + bytes.length);
        return bytes;
    }

    @Override
    public CompletionStage<Boolean> signed(JWSObject token) {
        return CompletableFuture.completedStage(
                token.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256) && isSoundBy(verifier, token));
    }

    static boolean isSoundBy(JWSVerifier verifier, JWSObject token) {
        try {
            return verifier.verify(token.getHeader(), token.getSigningInput(), token.getSignature());
        } catch (JOSEException unfit) {
            return false;
        }
    }

    private static JWSVerifier verifier(byte[] secret) {
        try {
            return new MACVerifier(secret);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
