package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.carillon.schedule.Caller;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.UserId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1, <i>Tokens</i>: what a token signed with the shared secret must say. */
class TokensTest {
    private static final String SECRET = "a secret of at least thirty-two bytes";
    private static final Instant NOW = Instant.parse("2026-03-02T04:05:06.789Z");
    private static final long SECOND = NOW.getEpochSecond();
    private static final TokenRules ANY = new TokenRules(null, null);

    @ParameterizedTest
    @ValueSource(strings = {"jwt ", "JWT ", "Bearer ", "bearer  ", "jWt "})
    void theSchemeIsCaseInsensitiveAndMayBeBearer(String scheme) {
        assertThat(verify(ANY, scheme + token("\"sub\":\"ann\"")).user()).isEqualTo(new UserId("ann"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jwt", "jwt ", "Basic YTpi", "jwt a.b.c", "jwt a.b", "jwt ...", "jwt null", "token x"})
    void noTokenOrAMalformedOneIs10101(String header) {
        assertRefused(Refusal.TOKEN_ERROR, ANY, header);
    }

    @Test
    void exactlyOneHeaderIsExpected() {
        String header = "jwt " + token("\"sub\":\"ann\"");
        for (List<String> headers : List.of(List.<String>of(), List.of(header, header)))
            assertThat(refusal(tokens(ANY), headers)).isEqualTo(Refusal.TOKEN_ERROR);
        assertRefused(Refusal.TOKEN_ERROR, ANY, token("\"sub\":\"ann\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"enduserid\":\"a\",\"user_id\":\"b\",\"sub\":\"c\"|a",
                "\"user_id\":\"b\",\"sub\":\"c\"|b",
                "\"sub\":\"c\"|c",
                "\"enduserid\":null,\"sub\":\"c\"|c",
                "\"enduserid\":7,\"sub\":\"c\"|7",
                "\"sub\":-12345678901234567890123|-12345678901234567890123"
            })
    void theUserIsTheFirstPresentClaimAndAnIntegerItsDecimalString(String claims, String user) {
        assertThat(verify(ANY, "jwt " + token(claims)).user()).isEqualTo(new UserId(user));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\":1",
                "\"sub\":\"\"",
                "\"enduserid\":\"\",\"sub\":\"c\"",
                "\"enduserid\":true,\"sub\":\"c\"",
                "\"enduserid\":1.0,\"sub\":\"c\"",
                "\"enduserid\":1e3,\"sub\":\"c\"",
                "\"enduserid\":[\"a\"],\"sub\":\"c\"",
                "\"enduserid\":{},\"sub\":\"c\"",
                "\"sub\":null",
                "\"sub\":\"a\",\"sub\":\"b\"",
                "\"sub\":\"\\ud800\""
            })
    void aTokenWithoutAUserIs10101(String claims) {
        assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + token(claims));
    }

    @Test
    void expiryHasALeewayOf30Seconds() {
        assertThat(verify(ANY, "jwt " + signed("{\"sub\":\"a\",\"exp\":" + (SECOND - 29) + "}"))
                        .user())
                .isEqualTo(new UserId("a"));
        assertRefused(Refusal.TOKEN_EXPIRED, ANY, "jwt " + signed("{\"sub\":\"a\",\"exp\":" + (SECOND - 30) + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"exp\":null", ",\"exp\":\"9999999999\"", ",\"exp\":true", ",\"exp\":1e309"})
    void withoutAnExpiryItIs10101(String exp) {
        assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + signed("{\"sub\":\"a\"" + exp + "}"));
    }

    @Test
    void aTokenOfTheFutureIs10101() {
        assertThat(verify(ANY, "jwt " + token("\"sub\":\"a\",\"nbf\":" + (SECOND + 30)))
                        .user())
                .isEqualTo(new UserId("a"));
        assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + token("\"sub\":\"a\",\"nbf\":" + (SECOND + 31)));
        assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + token("\"sub\":\"a\",\"nbf\":\"1\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"iss\":\"i\",\"aud\":\"me\"|true",
                "\"iss\":\"i\",\"aud\":[\"you\",\"me\"]|true",
                "\"iss\":\"j\",\"aud\":\"me\"|false",
                "\"iss\":[\"i\"],\"aud\":\"me\"|false",
                "\"aud\":\"me\"|false",
                "\"iss\":\"i\",\"aud\":\"you\"|false",
                "\"iss\":\"i\",\"aud\":[]|false",
                "\"iss\":\"i\",\"aud\":7|false",
                "\"iss\":\"i\"|false"
            })
    void issuerAndAudienceAreCheckedWhereConfigured(String claims, boolean sound) {
        String header = "jwt " + token("\"sub\":\"a\"," + claims);
        TokenRules rules = new TokenRules("i", "me");
        if (sound) assertThat(verify(rules, header).user()).isEqualTo(new UserId("a"));
        else assertRefused(Refusal.TOKEN_ERROR, rules, header);
        assertThat(verify(ANY, header).user()).isEqualTo(new UserId("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sub\":\"\",\"iss\":\"i\",\"aud\":\"me\"",
                "\"sub\":\"a\",\"iss\":\"j\",\"aud\":\"me\"",
                "\"sub\":\"a\",\"iss\":\"i\",\"aud\":\"you\"",
                "\"sub\":\"a\",\"iss\":\"i\",\"aud\":\"me\",\"nbf\":4000000000"
            })
    void expiryIsAnsweredOnlyWhereItIsTheSoleFault(String claims) {
        TokenRules rules = new TokenRules("i", "me");
        assertRefused(Refusal.TOKEN_ERROR, rules, "jwt " + signed("{" + claims + ",\"exp\":1}"));
        assertRefused(
                Refusal.TOKEN_EXPIRED,
                rules,
                "jwt " + signed("{\"sub\":\"a\",\"iss\":\"i\",\"aud\":\"me\",\"exp\":1}"));
        String forged =
                signed("{\"sub\":\"a\",\"iss\":\"i\",\"aud\":\"me\",\"exp\":1}", "another secret of thirty-two bytes");
        assertRefused(Refusal.TOKEN_ERROR, rules, "jwt " + forged);
    }

    @Test
    void aWrongSignatureIs10101() {
        String token = token("\"sub\":\"a\"");
        String payload =
                Base64URL.encode("{\"sub\":\"root\",\"exp\":4000000000}").toString();
        assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + token.replaceFirst("\\.[^.]*\\.", "." + payload + "."));
        assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + token.substring(0, token.lastIndexOf('.') + 1));
    }

    @Test
    void anUnsignedTokenIs10101() {
        for (String alg : List.of("none", "None", "NONE", "")) {
            String header = Base64URL.encode("{\"alg\":\"" + alg + "\"}").toString();
            String payload =
                    Base64URL.encode("{\"sub\":\"a\",\"exp\":4000000000}").toString();
            assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + header + "." + payload + ".");
        }
    }

    @Test
    void onlyHs256GoesWithASecret() throws JOSEException {
        String secret = SECRET + SECRET;
        for (JWSAlgorithm other : List.of(JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
            JWSObject token = new JWSObject(new JWSHeader(other), new Payload("{\"sub\":\"a\",\"exp\":4000000000}"));
            token.sign(new MACSigner(secret));
            Tokens tokens = new Tokens(new SecretKeys(secret), ANY, InstantSource.fixed(NOW));
            assertThat(refusal(tokens, List.of("jwt " + token.serialize()))).isEqualTo(Refusal.TOKEN_ERROR);
        }
    }

    @Test
    void aKeyNamedByTheTokenIsIgnored() throws JOSEException {
        RSAKey foreign = new RSAKeyGenerator(2048).generate();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .keyID("whatever")
                .jwkURL(URI.create("http://127.0.0.1:1/jwks"))
                .x509CertURL(URI.create("http://127.0.0.1:1/x5u"))
                .jwk(foreign.toPublicJWK())
                .build();
        assertThat(verify(ANY, "jwt " + signed(header, "{\"sub\":\"a\",\"exp\":4000000000}", SECRET))
                        .user())
                .isEqualTo(new UserId("a"));
    }

    @Test
    void aCriticalHeaderIsRefused() {
        for (String critical : List.of("x", "b64")) {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .criticalParams(Set.of(critical))
                    .build();
            assertRefused(
                    Refusal.TOKEN_ERROR, ANY, "jwt " + signed(header, "{\"sub\":\"a\",\"exp\":4000000000}", SECRET));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"alg\":null}",
                "{\"alg\":7}",
                "{\"alg\":\"HS256\",\"crit\":7}",
                "{\"alg\":\"HS256\",\"crit\":[7]}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"alg\":\"HS256\",\"b64\":7}",
                "{\"alg\":\"HS256\",\"kid\":{}}",
                "{\"alg\":\"HS256\",\"typ\":7}",
                "{\"alg\":\"HS256\",\"jku\":\"::\"}",
                "{\"alg\":\"HS256\",\"jwk\":7}",
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"RSA\"}}",
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}}",
                "{\"alg\":\"HS256\",\"x5c\":[7]}",
                "{\"alg\":\"HS256\",\"x5c\":\"x\"}",
                "{\"alg\":\"HS256\",\"x5t\":{}}",
                "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}"
            })
    void aMalformedHeaderIs10101(String header) {
        String payload = Base64URL.encode("{\"sub\":\"a\",\"exp\":4000000000}").toString();
        assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + Base64URL.encode(header) + "." + payload + ".AAAA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "", "{", "{}{}", "not json"})
    void aPayloadThatIsNoJsonObjectIs10101(String payload) {
        assertRefused(Refusal.TOKEN_ERROR, ANY, "jwt " + signed(payload));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"carillon:admin\"|true",
                "\"read carillon:admin write\"|true",
                "\"carillon:administrator\"|false",
                "\"\"|false",
                "[\"carillon:admin\"]|false",
                "null|false"
            })
    void theScopeMarksAnAdministrator(String scope, boolean admin) {
        assertThat(verify(ANY, "jwt " + token("\"sub\":\"a\",\"scope\":" + scope))
                        .admin())
                .isEqualTo(admin);
    }

    @Test
    void inClaimModeTheTokensDevicesDecide() {
        Token token = verify(ANY, "jwt " + token("\"sub\":\"a\",\"devices\":[\"d1\",7,\"d2\"]"));
        assertThat(token.caller(new DeviceId("d2"), true)).isEqualTo(new Caller(new UserId("a"), false, true));
        assertThat(token.caller(new DeviceId("d3"), true)).isEqualTo(new Caller(new UserId("a"), false, false));
        assertThat(token.caller(new DeviceId("7"), true).claim()).isFalse();
        assertThat(token.caller(new DeviceId("d2"), false).claim()).isNull();
        assertThat(verify(ANY, "jwt " + token("\"sub\":\"a\",\"devices\":\"d1\""))
                        .caller(new DeviceId("d1"), true)
                        .claim())
                .isFalse();
    }

    @Test
    void aSecretHasAtLeast32BytesOfUtf8() {
        Assertions.assertThatIllegalArgumentException().isThrownBy(() -> new SecretKeys("x".repeat(31)));
        new SecretKeys("é".repeat(16));
    }

    @Test
    void anIssuedTokenIsSound() {
        TokenRules rules = new TokenRules("i", "me");
        String token = TokenIssuer.issue(SECRET, new UserId("ann"), true, Duration.ofSeconds(60), rules, NOW);
        assertThat(verify(rules, "jwt " + token))
                .isEqualTo(new Token(
                        new UserId("ann"), true, Set.of(), NOW.plusSeconds(90).truncatedTo(ChronoUnit.SECONDS)));
        Tokens later = new Tokens(new SecretKeys(SECRET), rules, InstantSource.fixed(NOW.plusSeconds(90)));
        assertThat(refusal(later, List.of("jwt " + token))).isEqualTo(Refusal.TOKEN_EXPIRED);
    }

    private static Tokens tokens(TokenRules rules) {
        return new Tokens(new SecretKeys(SECRET), rules, InstantSource.fixed(NOW));
    }

    private static Token verify(TokenRules rules, String header) {
        return tokens(rules).verify(List.of(header)).toCompletableFuture().join();
    }

    private static void assertRefused(Refusal expected, TokenRules rules, String header) {
        assertThat(refusal(tokens(rules), List.of(header))).isEqualTo(expected);
    }

    static Refusal refusal(Tokens tokens, List<String> headers) {
        try {
            throw new AssertionError(
                    "accepted: " + tokens.verify(headers).toCompletableFuture().join());
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Refused refused) return refused.refusal();
            throw failure;
        }
    }

    private static String token(String claims) {
        return signed("{" + claims + ",\"exp\":" + (SECOND + 60) + "}");
    }

    private static String signed(String payload) {
        return signed(payload, SECRET);
    }

    private static String signed(String payload, String secret) {
        return signed(new JWSHeader(JWSAlgorithm.HS256), payload, secret);
    }

    private static String signed(JWSHeader header, String payload, String secret) {
        JWSObject token = new JWSObject(header, new Payload(payload));
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException failure) {
            throw new AssertionError(failure);
        }
        return token.serialize();
    }

    @Test
    void aTokenThatIsKnownEndsAllTheSame() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        Tokens tokens = new Tokens(new SecretKeys(SECRET), ANY, now::get);
        String header = "jwt " + TokenIssuer.issue(SECRET, new UserId("ann"), false, Duration.ofSeconds(20), ANY, NOW);
        for (int seconds = 0; seconds < 49; seconds++) {
            now.set(NOW.plusSeconds(seconds));
            assertThat(tokens.verify(List.of(header))
                            .toCompletableFuture()
                            .join()
                            .user())
                    .isEqualTo(new UserId("ann"));
        }
        now.set(NOW.plusSeconds(50));
        assertThat(refusal(tokens, List.of(header))).isEqualTo(Refusal.TOKEN_EXPIRED);
        assertThat(refusal(tokens, List.of(header + "x"))).isEqualTo(Refusal.TOKEN_ERROR);
    }
}
