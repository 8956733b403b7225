package io.carillon.delivery;

import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuthBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT 5 broker's address and our credentials.
 *
 * @param url {@code mqtt://host[:1883]}, or {@code mqtts://host[:8883]} for TLS
 * @param tls null: the JVM's trust store
 */
public record Broker(URI url, @Nullable String user, @Nullable String password, @Nullable BrokerTls tls) {
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;
    private static final int CONNECT_SECONDS = 5;

    public Broker {
        boolean known = "mqtt".equals(url.getScheme()) || "mqtts".equals(url.getScheme());
        boolean bare = url.getRawUserInfo() == null
                && (url.getRawPath() == null
                        || url.getRawPath().isEmpty()
                        || url.getRawPath().equals("/"));
        if (!known || !bare || url.getHost() == null)
            throw new IllegalArgumentException("mqtt://host:port or mqtts://host:port expected");
    }

    /**
     * From an operator's settings.
     *
     * @throws IllegalArgumentException saying what is expected; the URL is not quoted, it may hold a password
     */
    public static Broker of(String url, @Nullable String user, @Nullable String password) {
        URI parsed;
        try {
            parsed = new URI(url);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("mqtt://host:port or mqtts://host:port expected");
        }
        return new Broker(parsed, user, password, null);
    }

    public Broker with(@Nullable BrokerTls files) {
        return new Broker(url, user, password, files);
    }

    /** For a single connection: the next one may need new keys. */
    MqttClientTransportConfig transport() {
        boolean secured = "mqtts".equals(url.getScheme());
        var transport = MqttClientTransportConfig.builder()
                .serverHost(url.getHost())
                .serverPort(url.getPort() >= 0 ? url.getPort() : secured ? TLS_PORT : PLAIN_PORT)
                .socketConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .mqttConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS);
        if (!secured) return transport.build();
        return (tls == null ? transport.sslWithDefaultConfig() : transport.sslConfig(tls.config())).build();
    }

    Mqtt5ClientBuilder client() {
        Mqtt5ClientBuilder client = Mqtt5Client.builder().transportConfig(transport());
        Mqtt5SimpleAuth auth = auth();
        return auth == null ? client : client.simpleAuth(auth);
    }

    private @Nullable Mqtt5SimpleAuth auth() {
        byte[] secret = password == null ? null : password.getBytes(StandardCharsets.UTF_8);
        Mqtt5SimpleAuthBuilder auth = Mqtt5SimpleAuth.builder();
        if (user != null) {
            var named = auth.username(user);
            return secret == null ? named.build() : named.password(secret).build();
        }
        return secret == null ? null : auth.password(secret).build();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return url.toString();
    }
}
