package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.Authority;
import io.carillon.Authority.Pem;
import io.carillon.Mosquitto;
import io.carillon.device.Herald;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mqtts} to a mosquitto that asks for a certificate. */
class BrokerTlsTest {

    private final Authority authority = new Authority("brokers and clients");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void required() {
        Mosquitto.required();
    }

    @Test
    void whoShowsACertificateOfTheBrokersAuthorityAndTrustsItIsLetIn() throws Exception {
        try (Mosquitto mosquitto = started(authority)) {
            Pem ours = authority.issue("carillon").in(files("ours"));
            assertThat(examined(mosquitto, "127.0.0.1", tls(ours)).heard()).isTrue();
            assertThat(examined(mosquitto, "127.0.0.1", tls(ellipticCurve())).heard())
                    .as("with a key of an elliptic curve")
                    .isTrue();

            assertRefused(mosquitto, "127.0.0.1", new BrokerTls(ours.authority(), null, null));
            assertRefused(mosquitto, "127.0.0.1", new BrokerTls(null, ours.certificate(), ours.key()));
            assertRefused(mosquitto, "127.0.0.1", null);
            assertRefused(mosquitto, "localhost", tls(ours)); // its certificate is for 127.0.0.1
            assertRefused(
                    mosquitto,
                    "127.0.0.1",
                    tls(new Authority("another").issue("carillon").in(files("theirs"))));
        }
    }

    @Test
    void filesThatAreRotatedHoldFromTheNextConnectionOn() throws Exception {
        Pem ours = authority.issue("carillon").in(files("ours"));
        List<String> news = new CopyOnWriteArrayList<>();
        try (Mosquitto mosquitto = started(authority);
                var listener = new MqttListener(
                        at(mosquitto, "127.0.0.1", tls(ours)), "c2d/#", false, heard -> {}, news::add);
                var events = new MqttEvents(
                        at(mosquitto, "127.0.0.1", tls(ours)), new TopicTemplate("c2d/{device_id}/events"))) {
            awaitListening(news);
            awaitTaken(events);

            mosquitto.stop();
            Authority next = new Authority("next year's");
            Files.writeString(ours.key(), "half a file");
            next.issue("broker").in(files("broker"));
            mosquitto.start();
            await().until(() -> news.get(news.size() - 1).startsWith("waiting for "));
            news.clear();
            next.issue("carillon").in(files("ours"));
            awaitListening(news);
            awaitTaken(events);
        }
    }

    @Test
    void aFileThatDoesNotFitIsNamed() throws Exception {
        Pem ours = authority.issue("carillon").in(files("ours"));
        Pem other = authority.issue("carillon").in(files("other"));
        assertUnfit(BrokerTls.Part.KEY, ours.authority(), ours.certificate(), other.key());
        assertUnfit(BrokerTls.Part.KEY, ours.authority(), ours.certificate(), ours.certificate());
        assertUnfit(BrokerTls.Part.CERTIFICATE, ours.authority(), ours.key(), ours.key());
        assertUnfit(BrokerTls.Part.AUTHORITY, Files.createFile(directory.resolve("empty")), null, null);
    }

    /** A chain in disorder must not end the courier's tries to reconnect. */
    @Test
    void aChainInDisorderIsNamedAndWhileOneIsThereTheLastGoodFilesHold() throws Exception {
        Pem ours = authority.issue("carillon").in(files("ours"));
        Pem other = authority.issue("carillon").in(files("other"));
        BrokerTls good = tls(ours);
        Files.writeString(
                ours.certificate(), Files.readString(ours.certificate()) + Files.readString(other.certificate()));
        assertUnfit(BrokerTls.Part.CERTIFICATE, ours.authority(), ours.certificate(), ours.key());
        assertThat(good.config()).isNotNull();
    }

    private static void assertUnfit(BrokerTls.Part part, Path ca, @Nullable Path certificate, @Nullable Path key) {
        assertThatThrownBy(() -> new BrokerTls(ca, certificate, key))
                .isInstanceOfSatisfying(
                        BrokerTls.Unfit.class, unfit -> assertThat(unfit.part()).isEqualTo(part));
    }

    private Pem ellipticCurve() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return authority.issue("carillon", generator.generateKeyPair()).in(files("curve"));
    }

    private static void awaitListening(List<String> news) {
        await("listening; it says " + news)
                .until(() -> news.stream().anyMatch(line -> line.startsWith("listening on ")));
    }

    private static void awaitTaken(MqttEvents events) {
        await().untilAsserted(() -> assertThat(events.tell(Notices.failed("lamp")))
                .succeedsWithin(Duration.ofMinutes(1))
                .isEqualTo(Herald.Reception.TAKEN));
    }

    private static BrokerTls tls(Pem pem) throws BrokerTls.Unfit {
        return new BrokerTls(pem.authority(), pem.certificate(), pem.key());
    }

    private static Broker at(Mosquitto mosquitto, String host, @Nullable BrokerTls tls) {
        return Broker.of("mqtts://" + host + ":" + mosquitto.port(), null, null).with(tls);
    }

    private static BrokerFacts examined(Mosquitto mosquitto, String host, @Nullable BrokerTls tls) throws Exception {
        return BrokerFacts.of(at(mosquitto, host, tls), TopicTemplate.DEFAULT, Duration.ofSeconds(20));
    }

    private static void assertRefused(Mosquitto mosquitto, String host, @Nullable BrokerTls tls) {
        assertThatThrownBy(() -> examined(mosquitto, host, tls)).isInstanceOf(BrokerFacts.Unreachable.class);
    }

    private Mosquitto started(Authority by) {
        Pem broker = by.issue("broker").in(files("broker"));
        return new Mosquitto(
                        directory,
                        "cafile " + broker.authority(),
                        "certfile " + broker.certificate(),
                        "keyfile " + broker.key(),
                        "require_certificate true")
                .start();
    }

    private Path files(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
