package io.carillon.http;

import com.nimbusds.jose.JWSObject;
import java.text.ParseException;
import java.time.Instant;
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
    private final TokenRules rules;
    private final InstantSource clock;
    private final SoundTokens sound = new SoundTokens();

    public Tokens(Keys keys, TokenRules rules, InstantSource clock) {
        this.keys = keys;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * The token's contents. Fails with {@link Refused}: 10100, 10101, or 10050 where the keys cannot be fetched.
     *
     * @param authorization the values of the request's headers of that name
     */
    CompletionStage<Token> verify(List<String> authorization) {
        if (authorization.size() != 1) return CompletableFuture.failedStage(new Refused(Refusal.TOKEN_ERROR));
        String header = authorization.get(0);
        return sound.find(header, clock.instant())
                .<CompletionStage<Token>>map(CompletableFuture::completedStage)
                .orElseGet(() -> verify(header));
    }

    private CompletionStage<Token> verify(String header) {
        JWSObject signed;
        try {
            signed = parse(header);
        } catch (Refused refused) {
            return CompletableFuture.failedStage(refused);
        }
        return keys.signed(signed).thenApply(isSound -> {
            if (!isSound) throw new Refused(Refusal.TOKEN_ERROR);
            Instant now = clock.instant();
            Token token = claims(signed).token(rules, now);
            sound.keep(header, token, now);
            return token;
        });
    }

    private static JWSObject parse(String authorization) {
        Matcher header = HEADER.matcher(authorization);
        if (!header.matches()) throw new Refused(Refusal.TOKEN_ERROR);
        try {
            JWSObject token = JWSObject.parse(header.group(1));
            // Critical headers must be understood, and none is.
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
