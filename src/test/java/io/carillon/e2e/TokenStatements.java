package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contract 1, <i>Tokens</i>. */
final class TokenStatements {
    private static final String OTHER_SECRET = "another secret that is thirty-two bytes or more";

    private final Service service;
    private final String device;

    private TokenStatements(Service service) {
        this.service = service;
        this.device = service.device();
    }

    static Statements of(Service service) {
        return new TokenStatements(service).statements();
    }

    private Statements statements() {
        Jwt alice = Jwt.of("alice");
        String sound = alice.sign(Service.SECRET);
        return new Statements()
                .says("the scheme is jwt", () -> accepted("jwt " + sound))
                .says("the scheme is case-insensitive", () -> accepted("JWT " + sound))
                .says("Bearer is accepted", () -> accepted("Bearer " + sound))
                .says("bearer is accepted", () -> accepted("bearer " + sound))
                .says("another scheme is refused", () -> refused("Basic " + sound))
                .says("a bare token without a scheme is refused", () -> refused(sound))
                .says("no Authorization header is 10101", () -> get(null).tokenRefused())
                .says("a scheme without a token is 10101", () -> refused("jwt"))
                .says("a malformed token is 10101", () -> refused("jwt not.a.token"))
                .says(
                        "two parts of a token are 10101",
                        () -> refused("jwt " + sound.substring(0, sound.lastIndexOf('.'))))
                .says(
                        "alg none is 10101",
                        () -> refused("jwt " + alice.header("alg", "none").unsigned()))
                .says("an empty signature is 10101", () -> refused("jwt " + alice.unsigned()))
                .says("a wrong signature is 10101", () -> refused("jwt " + alice.sign(OTHER_SECRET)))
                .says("claims changed after signing are 10101", () -> refused("jwt " + tampered(sound)))
                .says(
                        "HS512 with the right secret is a refused algorithm",
                        () -> refused("jwt " + alice.header("alg", "HS512").sign("HmacSHA512", Service.SECRET)))
                .says(
                        "HS384 with the right secret is a refused algorithm",
                        () -> refused("jwt " + alice.header("alg", "HS384").sign("HmacSHA384", Service.SECRET)))
                .says(
                        "RS256 is refused where a shared secret is configured",
                        () -> refused("jwt " + KeyServer.signWithOwnKey(alice, "any", "RS256")))
                .says("the header's kid is ignored", () -> accepted(alice.header("kid", "another")))
                .says("the header's jku is ignored", () -> accepted(alice.header("jku", "http://127.0.0.1:1/jwks")))
                .says("the header's x5u is ignored", () -> accepted(alice.header("x5u", "http://127.0.0.1:1/x5u")))
                .says(
                        "the header's jwk does not bring its own key",
                        () -> refused("jwt "
                                + alice.header("jwk", Map.of("kty", "oct", "k", base64(OTHER_SECRET)))
                                        .sign(OTHER_SECRET)))
                .says("an expired token is 10100, \"token is expired\"", () -> expired(alice.expiringIn(-60)))
                .says("expired within the leeway of 30 s is accepted", () -> accepted(alice.expiringIn(-15)))
                .says(
                        "expired and wrongly signed is 10101, not 10100",
                        () -> refused("jwt " + alice.expiringIn(-60).sign(OTHER_SECRET)))
                .says(
                        "expired and not yet valid is 10101, not 10100",
                        () -> refused(alice.expiringIn(-60).validIn(120)))
                .says(
                        "expired and without a user is 10101, not 10100",
                        () -> refused(alice.without("enduserid").expiringIn(-60)))
                .says("not yet valid is 10101", () -> refused(alice.validIn(120)))
                .says("not yet valid within the leeway is accepted", () -> accepted(alice.validIn(15)))
                .says("a token without exp is 10101", () -> refused(alice.without("exp")))
                .says("an exp that is no number is 10101", () -> refused(alice.with("exp", "tomorrow")))
                .says("a token without a user is 10101", () -> refused(alice.without("enduserid")))
                .says(
                        "iss and aud are not checked where not configured",
                        () -> accepted(alice.with("iss", "anyone").with("aud", "anybody")))
                .says(
                        "user_id names the user",
                        () -> accepted(alice.without("enduserid").with("user_id", "alice")))
                .says(
                        "sub names the user",
                        () -> accepted(alice.without("enduserid").with("sub", "alice")))
                .says(
                        "enduserid comes before user_id and sub",
                        () -> accepted(alice.with("user_id", "mallory").with("sub", "mallory")))
                .says(
                        "user_id comes before sub",
                        () -> accepted(alice.without("enduserid")
                                .with("user_id", "alice")
                                .with("sub", "mallory")))
                .says("an integer user equals its decimal string", () -> {
                    service.admin
                            .put("/v3/devices/" + device + "/bindings/4711/")
                            .ok();
                    accepted(alice.with("enduserid", 4711));
                    accepted(alice.with("enduserid", "4711"));
                })
                .says("a user of another type is 10101, and the next claim is not asked", () -> {
                    for (Object user : List.of(true, 1.5, List.of("alice"), Map.of("a", "alice")))
                        refused(alice.with("enduserid", user).with("sub", "alice"));
                })
                .says("an administrator's scope may stand among others", () -> service.with(
                                Jwt.of("root").with("scope", "read carillon:admin write"))
                        .get("/v3/devices/" + device + "/bindings/")
                        .ok())
                .says("a scope that only begins so makes no administrator", () -> service.with(
                                Jwt.of("root").with("scope", "carillon:administrator xcarillon:admin"))
                        .put("/v3/devices/" + device + "/bindings/root/")
                        .notBound())
                .says("an administrator has no binding by that alone", () -> {
                    service.admin
                            .post(Service.TASK, Json.newGroup(device, "1111111", Json.task("1", "1", "{}")))
                            .notBound();
                    service.admin.get(Service.TASKS + "?device_id=" + device).notFound();
                });
    }

    private Answer get(@Nullable String authorization) {
        return service.anonymous().authorized(authorization).get(Service.TASKS + "?device_id=" + device);
    }

    private void accepted(String authorization) {
        get(authorization).ok("task list info");
    }

    private void accepted(Jwt token) {
        accepted("jwt " + token.sign(Service.SECRET));
    }

    private void refused(String authorization) {
        get(authorization).tokenRefused();
    }

    private void refused(Jwt token) {
        refused("jwt " + token.sign(Service.SECRET));
    }

    private void expired(Jwt token) {
        Answer answer = get("jwt " + token.sign(Service.SECRET)).refused(401, 10100);
        assertThat(answer.message()).isEqualTo("token is expired");
    }

    private static String tampered(String token) {
        String[] parts = token.split("\\.", 3);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return parts[0] + "." + base64(claims.replace("\"exp\":", "\"exp\":1")) + "." + parts[2];
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
