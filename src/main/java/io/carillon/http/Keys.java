package io.carillon.http;

import com.nimbusds.jose.JWSObject;
import java.util.concurrent.CompletionStage;

/** What a token must be signed with: a shared secret or a published set of keys, each with its own algorithms. */
public sealed interface Keys permits SecretKeys, JwksKeys {
    /**
     * Is it soundly signed, by one of these keys and an algorithm of theirs? Fails with {@link Refused}, 10050, where the
     * keys themselves cannot be had.
     */
    CompletionStage<Boolean> signed(JWSObject token);
}
