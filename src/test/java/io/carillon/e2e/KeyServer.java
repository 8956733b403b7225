package io.carillon.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens: its keys, published as a JWKS (RFC 7517, 7518, 8037) over HTTP. */
final class KeyServer implements AutoCloseable {
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;

    /** Started, without keys. */
    KeyServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/jwks", exchange -> {
            fetches.incrementAndGet();
            byte[] body = jwks().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    /** How often the JWKS was fetched. */
    int fetches() {
        return fetches.get();
    }

    /**
     * Makes a key and publishes it.
     *
     * @param algorithm {@code RS256}, {@code ES256} or {@code EdDSA}
     */
    KeyServer publish(String kid, String algorithm) {
        keys.put(kid, generate(algorithm));
        return this;
    }

    /** Signs with a published key. */
    String sign(Jwt token, String kid, String algorithm) {
        return sign(token, kid, algorithm, key(kid));
    }

    /** Signs with a key that nobody published, under any name. */
    static String signWithOwnKey(Jwt token, String kid, String algorithm) {
        return sign(token, kid, algorithm, generate(algorithm));
    }

    /** The key as anybody knows it, in the form that is misused as a shared secret. */
    String pem(String kid) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key(kid).getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private KeyPair key(String kid) {
        KeyPair pair = keys.get(kid);
        if (pair == null) throw new IllegalArgumentException("no key " + kid);
        return pair;
    }

    private static KeyPair generate(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(
                    switch (algorithm) {
                        case "ES256" -> "EC";
                        case "EdDSA" -> "Ed25519";
                        default -> "RSA";
                    });
            if (algorithm.equals("ES256")) generator.initialize(256);
            if (generator.getAlgorithm().equals("RSA")) generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(Jwt token, String kid, String algorithm, KeyPair pair) {
        try {
            var signature = Signature.getInstance(
                    switch (algorithm) {
                        case "RS256" -> "SHA256withRSA";
                        case "RS512" -> "SHA512withRSA";
                        case "ES256" -> "SHA256withECDSAinP1363Format";
                        case "EdDSA" -> "Ed25519";
                        default -> throw new IllegalArgumentException(algorithm);
                    });
            signature.initSign(pair.getPrivate());
            String unsigned = token.header("alg", algorithm).header("kid", kid).unsigned();
            signature.update(unsigned.substring(0, unsigned.length() - 1).getBytes(StandardCharsets.US_ASCII));
            return unsigned + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String jwks() {
        List<Map<String, String>> published = keys.entrySet().stream()
                .map(entry -> jwk(entry.getKey(), entry.getValue().getPublic()))
                .toList();
        return Json.text(Map.of("keys", published));
    }

    private static Map<String, String> jwk(String kid, PublicKey key) {
        var jwk = new LinkedHashMap<String, String>();
        jwk.put("kid", kid);
        jwk.put("use", "sig");
        if (key instanceof RSAPublicKey rsa) {
            jwk.put("kty", "RSA");
            jwk.put("n", base64(unsigned(rsa.getModulus(), 256)));
            jwk.put("e", base64(unsigned(rsa.getPublicExponent(), 3)));
        } else if (key instanceof ECPublicKey ec) {
            jwk.put("kty", "EC");
            jwk.put("crv", "P-256");
            jwk.put("x", base64(unsigned(ec.getW().getAffineX(), 32)));
            jwk.put("y", base64(unsigned(ec.getW().getAffineY(), 32)));
        } else {
            byte[] encoded = key.getEncoded(); // X.509: the raw key is its end
            jwk.put("kty", "OKP");
            jwk.put("crv", "Ed25519");
            jwk.put("x", base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
        }
        return jwk;
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        var result = new byte[length];
        int copied = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - copied, result, length - copied, copied);
        return result;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
