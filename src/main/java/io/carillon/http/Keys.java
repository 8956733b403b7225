package io.carillon.http;

import com.nimbusds.jose.JWSObject;
import java.util.concurrent.CompletionStage;

/** The keys that sign tokens: a shared secret or a published set, each with its own algorithms. */
public sealed interface Keys permits SecretKeys, JwksKeys {
    /**
     * Whether one of these keys has signed the token, with an algorithm of that key. Fails with {@link Refused}, 10050,
     * where the keys cannot be fetched.
     */
    CompletionStage<Boolean> signed(JWSObject token);
}
