package io.carillon.http;

import com.nimbusds.jose.JWSObject;
import java.util.concurrent.CompletionStage;

/** What a token must be signed with: a shared secret or a published set of keys, each with its own algorithms. */
public interface Keys {
    /**
     * Is it soundly signed, by one of these keys and an algorithm of theirs? Fails with {@link KeysUnavailable} where the
     * keys themselves cannot be had.
     */
    CompletionStage<Boolean> signed(JWSObject token);

    /** The keys are elsewhere, and elsewhere does not answer. */
    final class KeysUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public KeysUnavailable(Throwable cause) {
            super("The JWKS cannot be had: " + cause.getMessage(), cause);
        }
    }
}
