package io.carillon.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.carillon.schedule.UserId;
import java.time.Duration;
import java.time.Instant;

/** Issues tokens signed with the shared secret, for trials. */
public final class TokenIssuer {
    private TokenIssuer() {}

    /**
     * The token without the scheme {@code jwt}.
     *
     * @param secret as {@link SecretKeys} takes it
     * @param ttl whole seconds from {@code now} to {@code exp}
     * @param rules the issuer and audience that the token is to satisfy
     * @throws IllegalArgumentException if the secret is too short
     */
    public static String issue(String secret, UserId user, boolean admin, Duration ttl, TokenRules rules, Instant now) {
        ObjectNode claims = Json.object()
                .put("sub", user.value())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(ttl).getEpochSecond());
        if (rules.issuer() != null) claims.put("iss", rules.issuer());
        if (rules.audience() != null) claims.put("aud", rules.audience());
        if (admin) claims.put("scope", Claims.ADMIN);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .build();
        JWSObject token = new JWSObject(header, new Payload(Json.bytes(claims)));
        try {
            token.sign(new MACSigner(SecretKeys.bytes(secret)));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }
}
