package io.carillon.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.Authority;
import io.carillon.Authority.Issued;
import io.carillon.Authority.Pem;
import io.carillon.e2e.Jwt;
import io.carillon.e2e.NodeProcess;
import io.carillon.e2e.OutsideClient;
import io.carillon.e2e.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Contract 4, {@code CARILLON_TLS_*}: who shows no certificate of our authority is not talked to. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTlsIT {
    private static final Authority OURS = new Authority("ours");
    private static final Authority THEIRS = new Authority("theirs");
    private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);

    private static Nodes nodes;
    private static NodeProcess first;
    /** Of another authority. */
    private static NodeProcess stranger;
    /** Without TLS. */
    private static NodeProcess open;

    @BeforeAll
    static void start() {
        nodes = new Nodes("tls");
        first = nodes.named("first");
        secured(first, OURS).set("CARILLON_SEED_NODES", first.address()).start();
        stranger = node("stranger", THEIRS).start();
        open = nodes.named("open").set("CARILLON_SEED_NODES", first.address()).start();
        first.awaitReady();
    }

    @AfterAll
    static void stop() {
        stranger.close();
        open.close();
        first.close();
        nodes.close();
    }

    @Test
    @Order(1)
    void nobody_shakes_hands_without_a_certificate_of_our_authority() throws IOException {
        assertThat(shown(OURS.issue("carillon"))).isEqualTo(onDisk(first));
        // the node may have hung up before all of the stranger's handshake is written
        assertThatThrownBy(() -> shown(THEIRS.issue("carillon")))
                .isInstanceOfAny(SSLException.class, SocketException.class);
    }

    @Test
    @Order(2)
    void nodes_of_another_authority_and_nodes_without_TLS_stay_outside() {
        for (NodeProcess outside : List.of(stranger, open)) {
            awaitLine(outside, "Waiting for one of the seed nodes to be in a cluster");
            assertThat(outside.members()).isEmpty();
            assertThat(outside.management("/ready")).isNotEqualTo(200);
            assertThat(outside.management("/alive")).isEqualTo(200);
        }
        awaitLine(stranger, "SSLHandshakeException: PKIX path building failed");
        assertThat(first.members()).isEqualTo(up(first));
    }

    @Test
    @Order(3)
    void certificates_that_were_rotated_are_shown_to_whom_comes_next() {
        OURS.issue("carillon").in(files(first));
        await("the first node shows its new certificate")
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptionsInstanceOf(SSLException.class)
                .until(() -> shown(OURS.issue("carillon")).equals(onDisk(first)));
        try (NodeProcess second = node("second", OURS)) {
            second.start().awaitReady();
            assertThat(first.members()).isEqualTo(up(first, second)).isEqualTo(second.members());
            assertServesAcross(second);
        }
    }

    /** Of eight devices some live on either node. */
    private static void assertServesAcross(NodeProcess second) {
        OutsideClient here = admin(first);
        OutsideClient there = admin(second);
        for (String device : IntStream.range(0, 8).mapToObj(n -> "lamp-" + n).toList()) {
            assertThat(here.put("/v3/devices/" + device + "/bindings/alice/").status())
                    .isEqualTo(200);
            assertThat(there.get("/v3/devices/" + device + "/bindings/").body()).contains("alice");
        }
    }

    private static void awaitLine(NodeProcess node, String text) {
        await(node + " says " + text).atMost(Duration.ofMinutes(3)).until(() -> Files.readString(node.log())
                .contains(text));
    }

    private static NodeProcess node(String name, Authority authority) {
        return secured(nodes.named(name), authority).set("CARILLON_SEED_NODES", first.address());
    }

    private static NodeProcess secured(NodeProcess node, Authority authority) {
        Pem pem = authority.issue("carillon").in(files(node));
        return node.set("CARILLON_TLS_CERT", pem.certificate())
                .set("CARILLON_TLS_KEY", pem.key())
                .set("CARILLON_TLS_CA", pem.authority())
                .set(
                        "JAVA_TOOL_OPTIONS",
                        "-Dakka.remote.artery.ssl.rotating-keys-engine.ssl-context-cache-ttl="
                                + READ_AGAIN_AFTER.toMillis() + "ms");
    }

    private static Path files(NodeProcess node) {
        try {
            return Files.createDirectories(node.directory().resolve("pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the first node shows to a client with that certificate, once both have agreed. */
    private static X509Certificate shown(Issued client) throws IOException {
        String[] address = first.address().split(":", 2);
        try (SSLSocket socket = (SSLSocket) client.trusting(OURS)
                .getSocketFactory()
                .createSocket(InetAddress.getByName(address[0]), Integer.parseInt(address[1]))) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static X509Certificate onDisk(NodeProcess node) throws IOException {
        try (InputStream pem = Files.newInputStream(files(node).resolve("tls.crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        } catch (CertificateException e) {
            throw new IOException(e);
        }
    }

    private static Map<String, String> up(NodeProcess... members) {
        return Stream.of(members).collect(Collectors.toMap(NodeProcess::address, member -> "Up"));
    }

    private static OutsideClient admin(NodeProcess node) {
        return new OutsideClient(node.api(), "jwt " + Jwt.admin("root").sign(Service.SECRET));
    }
}
