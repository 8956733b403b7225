package io.carillon.http;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import java.time.Instant;
import java.util.List;

/**
 * Facts about the present contents of a JWKS.
 *
 * @param usable how many of them may sign tokens
 */
public record JwksFacts(int keys, int usable) {
    /** It cannot be fetched, or is not a JWKS. */
    public static final class Unreachable extends Exception {
        Unreachable(String why) {
            super(why);
        }
    }

    /** Fetches it; blocks for some seconds at most. */
    public static JwksFacts of(String location, Instant now) throws Unreachable {
        try {
            List<JWK> keys = JwksKeys.set(location)
                    .getJWKSet(JWKSetCacheRefreshEvaluator.forceRefresh(), now.toEpochMilli(), null)
                    .getKeys();
            return new JwksFacts(
                    keys.size(), (int) keys.stream().filter(JwksKeys::usable).count());
        } catch (KeySourceException failed) {
            throw new Unreachable(String.valueOf(failed.getMessage()));
        }
    }
}
