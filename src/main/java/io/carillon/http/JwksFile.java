package io.carillon.http;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/** A JWKS in a file, read again whenever a URL would be fetched. */
final class JwksFile implements JWKSetSource<SecurityContext> {
    private final Path file;

    JwksFile(Path file) {
        this.file = file;
    }

    /** @throws IllegalArgumentException where it holds no JWKS */
    void check() {
        try {
            JWKSet.load(file.toFile());
        } catch (IOException | ParseException none) {
            throw new IllegalArgumentException("a file with a JWKS expected");
        }
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long currentTime, @Nullable SecurityContext context)
            throws JWKSetUnavailableException {
        try {
            return JWKSet.load(file.toFile());
        } catch (IOException | ParseException failure) {
            throw new JWKSetUnavailableException(file + " cannot be read", failure);
        }
    }

    @Override
    public void close() {
        // nothing to close
    }
}
