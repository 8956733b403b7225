package io.carillon.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.schedule.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The claims of a token with a valid signature (contract 1, <i>Tokens</i>; RFC 7519). */
final class Claims {
    static final String ADMIN = "carillon:admin";

    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final List<String> USER_CLAIMS = List.of("enduserid", "user_id", "sub");

    private final JsonNode claims;

    Claims(JsonNode claims) {
        if (!claims.isObject()) throw new Refused(Refusal.TOKEN_ERROR);
        this.claims = claims;
    }

    /** Expiry is checked last: it is reported only where it is the sole fault. */
    Token token(TokenRules rules, Instant now) {
        UserId user = user();
        double seconds = now.toEpochMilli() / 1000.0;
        double expires = seconds("exp");
        if (claims.hasNonNull("nbf") && seconds("nbf") > seconds + LEEWAY.toSeconds()) throw error();
        if (rules.issuer() != null && !rules.issuer().equals(claims.path("iss").textValue())) throw error();
        if (rules.audience() != null && !audiences().contains(rules.audience())) throw error();
        if (expires + LEEWAY.toSeconds() <= seconds) throw new Refused(Refusal.TOKEN_EXPIRED);
        return new Token(user, scopes().contains(ADMIN), strings(claims.path("devices")), until(expires));
    }

    /** Includes the leeway; capped where the seconds overflow a long. */
    private static Instant until(double expires) {
        return Instant.ofEpochMilli((long) ((expires + LEEWAY.toSeconds()) * 1000));
    }

    private UserId user() {
        JsonNode claim = USER_CLAIMS.stream()
                .filter(claims::hasNonNull)
                .findFirst()
                .map(claims::get)
                .orElseThrow(Claims::error);
        if (!claim.isTextual() && !claim.isIntegralNumber()) throw error();
        String user = claim.asText();
        if (user.isEmpty() || !StandardCharsets.UTF_8.newEncoder().canEncode(user)) throw error();
        return new UserId(user);
    }

    private double seconds(String name) {
        JsonNode claim = claims.path(name);
        if (!claim.isNumber() || !Double.isFinite(claim.doubleValue())) throw error();
        return claim.doubleValue();
    }

    private List<String> scopes() {
        @Nullable String scope = claims.path("scope").textValue();
        return scope == null ? List.of() : Arrays.asList(scope.split(" "));
    }

    private Set<String> audiences() {
        JsonNode audience = claims.path("aud");
        return audience.isTextual() ? Set.of(audience.textValue()) : strings(audience);
    }

    private static Set<String> strings(JsonNode array) {
        Set<String> strings = new HashSet<>();
        if (array.isArray()) for (JsonNode member : array) if (member.isTextual()) strings.add(member.textValue());
        return strings;
    }

    private static Refused error() {
        return new Refused(Refusal.TOKEN_ERROR);
    }
}
