package io.carillon.e2e;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A JSON Web Token, made by hand (RFC 7515, RFC 7519), so that it can be wrong in every way. */
public record Jwt(Map<String, Object> header, Map<String, Object> claims) {
    /** Sound, for an hour. */
    public static Jwt of(String user) {
        return new Jwt(Map.of("alg", "HS256", "typ", "JWT"), Map.of("enduserid", user)).expiringIn(3600);
    }

    public static Jwt admin(String user) {
        return of(user).with("scope", "carillon:admin");
    }

    /** @param seconds from now; negative: ago */
    Jwt expiringIn(long seconds) {
        return with("exp", Instant.now().getEpochSecond() + seconds);
    }

    /** @param seconds from now until the token is valid */
    Jwt validIn(long seconds) {
        return with("nbf", Instant.now().getEpochSecond() + seconds);
    }

    Jwt with(String claim, Object value) {
        return new Jwt(header, plus(claims, claim, value));
    }

    Jwt without(String claim) {
        var rest = new LinkedHashMap<>(claims);
        rest.remove(claim);
        return new Jwt(header, rest);
    }

    Jwt header(String field, Object value) {
        return new Jwt(plus(header, field, value), claims);
    }

    /** Signed with HMAC-SHA256 by the secret's UTF-8 bytes, whatever the header says. */
    public String sign(String secret) {
        return sign("HmacSHA256", secret);
    }

    /** @param algorithm a {@link Mac} algorithm */
    String sign(String algorithm, String secret) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return signed() + "." + base64(mac.doFinal(signed().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Header, claims and an empty signature. */
    String unsigned() {
        return signed() + ".";
    }

    /** What the signature covers. */
    private String signed() {
        return base64(Json.text(header).getBytes(StandardCharsets.UTF_8))
                + "."
                + base64(Json.text(claims).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> plus(Map<String, Object> map, String key, Object value) {
        var more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
