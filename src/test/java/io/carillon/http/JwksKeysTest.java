package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import io.carillon.schedule.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract 1, <i>Tokens</i>, with a JWKS. */
class JwksKeysTest {
    private static final TokenRules ANY = new TokenRules(null, null);

    private static RSAKey rsa;
    private static ECKey ec;
    private static OctetKeyPair ed;

    private final AtomicInteger fetches = new AtomicInteger();
    private final ExecutorService blocking = Executors.newCachedThreadPool();
    private volatile JWKSet published = new JWKSet();
    private volatile int status = 200;
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private HttpServer server;

    @BeforeAll
    static void makeKeys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("r").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("e").generate();
        ed = new OctetKeyPairGenerator(Curve.Ed25519).keyID("d").generate();
    }

    @BeforeEach
    void serve() throws IOException {
        published = new JWKSet(List.of(rsa, ec, ed));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            fetches.incrementAndGet();
            awaitRelease();
            byte[] keys = published.toString(true).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.setExecutor(blocking);
        server.start();
    }

    private void awaitRelease() {
        try {
            hold.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        blocking.shutdownNow();
    }

    @Test
    void eachKindOfKeyVerifiesItsOwnAlgorithmAndIsFetchedOnce() throws JOSEException {
        Tokens tokens = tokens(url());
        assertSound(tokens, signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)));
        assertSound(tokens, signed(JWSAlgorithm.ES256, "e", new ECDSASigner(ec)));
        assertSound(tokens, signed(JWSAlgorithm.EdDSA, "d", new Ed25519Signer(ed)));
        assertSound(tokens, signed(JWSAlgorithm.RS256, null, new RSASSASigner(rsa)));
        assertThat(fetches).hasValue(1);
    }

    @Test
    void otherAlgorithmsAreRefused() throws JOSEException {
        Tokens tokens = tokens(url());
        assertError(tokens, signed(JWSAlgorithm.RS512, "r", new RSASSASigner(rsa)));
        assertError(tokens, signed(JWSAlgorithm.PS256, "r", new RSASSASigner(rsa)));
        String publicKey = rsa.toPublicJWK().toJSONString();
        assertError(tokens, signed(JWSAlgorithm.HS256, "r", new MACSigner(publicKey)));
        assertThat(fetches).as("an algorithm that no key has costs no look-up").hasValue(0);
    }

    @Test
    void aForeignKeyUnderAKnownNameIsRefused() throws JOSEException {
        Tokens tokens = tokens(url());
        RSAKey foreign = new RSAKeyGenerator(2048).keyID("r").generate();
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("r")
                        .jwk(foreign.toPublicJWK())
                        .build(),
                new Payload("{\"sub\":\"ann\",\"exp\":4000000000}"));
        token.sign(new RSASSASigner(foreign));
        assertError(tokens, "jwt " + token.serialize());
    }

    @Test
    void aKeyThatIsNewIsLookedUp() throws JOSEException {
        Tokens tokens = tokens(url());
        assertSound(tokens, signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)));
        ECKey next = new ECKeyGenerator(Curve.P_256).keyID("next").generate();
        published = new JWKSet(List.<JWK>of(rsa, next));
        assertSound(tokens, signed(JWSAlgorithm.ES256, "next", new ECDSASigner(next)));
        assertThat(fetches).hasValue(2);
    }

    @Test
    void unknownKeysDoNotMakeItFetchAgainAndAgain() throws JOSEException {
        Tokens tokens = tokens(url());
        for (int i = 0; i < 20; i++)
            assertError(tokens, signed(JWSAlgorithm.RS256, "unknown" + i, new RSASSASigner(rsa)));
        assertThat(fetches.get()).isLessThanOrEqualTo(3);
        assertSound(tokens, signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)));
    }

    @Test
    void manyAtOnceFetchOnce() throws Exception {
        Tokens tokens = tokens(url());
        String header = signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa));
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Token>> all = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        start.await();
                                    } catch (InterruptedException stopped) {
                                        throw new IllegalStateException(stopped);
                                    }
                                    return tokens.verify(List.of(header));
                                },
                                blocking)
                        .thenCompose(stage -> stage))
                .toList();
        start.countDown();
        assertThat(all).allSatisfy(one -> assertThat(one.join().user()).isEqualTo(new UserId("ann")));
        assertThat(fetches).hasValue(1);
    }

    @Test
    void keysThatWereNeverThereAre10050() throws JOSEException {
        status = 500;
        assertThat(TokensTest.refusal(tokens(url()), List.of(signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)))))
                .isEqualTo(Refusal.UNAVAILABLE);
        server.stop(0);
        assertThat(TokensTest.refusal(tokens(url()), List.of(signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)))))
                .isEqualTo(Refusal.UNAVAILABLE);
    }

    @Test
    void anOutageAfterTheFirstFetchHurtsOnlyUnknownKeys() throws JOSEException {
        Tokens tokens = tokens(url());
        assertSound(tokens, signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)));
        status = 503;
        assertSound(tokens, signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)));
        assertError(tokens, signed(JWSAlgorithm.RS256, "unknown", new RSASSASigner(rsa)));
        assertSound(tokens, signed(JWSAlgorithm.ES256, "e", new ECDSASigner(ec)));
    }

    @Test
    void whoseKeyIsKnownDoesNotWaitForOthers() throws JOSEException {
        Tokens tokens = tokens(url());
        assertSound(tokens, signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)));
        String known = signed(JWSAlgorithm.ES256, "e", new ECDSASigner(ec));
        CountDownLatch held = new CountDownLatch(1);
        hold = held;
        CompletableFuture<Token> unknown = tokens.verify(
                        List.of(signed(JWSAlgorithm.RS256, "unknown", new RSASSASigner(rsa))))
                .toCompletableFuture();
        await().untilAtomic(fetches, equalTo(2));
        for (int i = 0; i < 100; i++)
            assertThat(tokens.verify(List.of(known))).as("answered at once").isCompleted();
        held.countDown();
        assertThat(unknown).failsWithin(Duration.ofMinutes(1));
    }

    @Test
    void aFileServesLikeAUrl(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("jwks.json");
        Files.createFile(file);
        for (String location : List.of(file.toString(), file.toUri().toString())) {
            Files.writeString(file, new JWKSet(List.<JWK>of(ed)).toString(true));
            Tokens tokens = tokens(location);
            assertSound(tokens, signed(JWSAlgorithm.EdDSA, "d", new Ed25519Signer(ed)));
            Files.writeString(file, new JWKSet(List.<JWK>of(ec)).toString(true));
            assertSound(tokens, signed(JWSAlgorithm.ES256, "e", new ECDSASigner(ec)));
        }
    }

    @Test
    void theShippedSettingsHaveADispatcherForIt() throws JOSEException {
        ActorTestKit kit = ActorTestKit.create(
                "jwks", ConfigFactory.parseResources("http.conf").withFallback(ConfigFactory.load()));
        try {
            Tokens tokens = new Tokens(new JwksKeys(url(), kit.system()), ANY, InstantSource.system());
            assertSound(tokens, signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)));
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void aLocationThatIsNeitherUrlNorFileIsAnError(@TempDir Path dir) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JwksKeys(dir.resolve("none.json").toString(), blocking));
        assertThatIllegalArgumentException().isThrownBy(() -> new JwksKeys("http://[", blocking));
    }

    private Tokens tokens(String location) {
        return new Tokens(new JwksKeys(location, blocking), ANY, InstantSource.system());
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    private static void assertSound(Tokens tokens, String header) {
        assertThat(tokens.verify(List.of(header)).toCompletableFuture().join().user())
                .isEqualTo(new UserId("ann"));
    }

    private static void assertError(Tokens tokens, String header) {
        assertThat(TokensTest.refusal(tokens, List.of(header))).isEqualTo(Refusal.TOKEN_ERROR);
    }

    private static String signed(JWSAlgorithm algorithm, @Nullable String key, JWSSigner signer) throws JOSEException {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(algorithm).keyID(key).build(),
                new Payload("{\"sub\":\"ann\",\"exp\":4000000000}"));
        token.sign(signer);
        return "jwt " + token.serialize();
    }
}
