package io.carillon.http;

import com.nimbusds.jose.JWSObject;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Verifies the header {@code Authorization: jwt <token>} (contract 1, <i>Tokens</i>). */
public final class Tokens {
    private static final Pattern HEADER = Pattern.compile("(?i)(?:jwt|bearer) +(\\S+) *");

    private final Keys keys;
    private final TokenTerms terms;
    private final InstantSource clock;

    public Tokens(Keys keys, TokenTerms terms, InstantSource clock) {
        this.keys = keys;
        this.terms = terms;
        this.clock = clock;
    }

    /**
     * What the token says. Fails with {@link Refused}: 10100, 10101, or 10050 where the keys cannot be had.
     *
     * @param authorization the values of the request's headers of that name
     */
    CompletionStage<Token> verify(List<String> authorization) {
        JWSObject signed;
        try {
            signed = parse(authorization);
        } catch (Refused refused) {
            return CompletableFuture.failedStage(refused);
        }
        return keys.signed(signed).thenApply(sound -> {
            if (!sound) throw new Refused(Refusal.TOKEN_ERROR);
            return claims(signed).token(terms, clock.instant());
        });
    }

    private static JWSObject parse(List<String> authorization) {
        if (authorization.size() != 1) throw new Refused(Refusal.TOKEN_ERROR);
        Matcher header = HEADER.matcher(authorization.get(0));
        if (!header.matches()) throw new Refused(Refusal.TOKEN_ERROR);
        try {
            JWSObject token = JWSObject.parse(header.group(1));
            // A critical header is one that must be understood, and we know none.
            if (token.getHeader().getCriticalParams() != null) throw new Refused(Refusal.TOKEN_ERROR);
            return token;
        } catch (ParseException | IllegalArgumentException malformed) {
            throw new Refused(Refusal.TOKEN_ERROR);
        }
    }

    private static Claims claims(JWSObject token) {
        try {
            return new Claims(Json.read(Text.utf8(token.getPayload().toBytes()), "token"));
        } catch (Refused malformed) {
            throw new Refused(Refusal.TOKEN_ERROR);
        }
    }
}
