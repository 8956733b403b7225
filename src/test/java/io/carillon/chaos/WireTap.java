package io.carillon.chaos;

import io.carillon.TcpProxy;
import io.carillon.TcpProxy.Direction;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads every publish of the nodes and every acknowledgement of the broker, between them. */
final class WireTap implements TcpProxy.Tap {
    private static final int LARGEST_PACKET = 1 << 20;
    /** By this name Netty's decoder looks up the version, which it learns only in the direction of CONNECT. */
    private static final AttributeKey<MqttVersion> VERSION = AttributeKey.valueOf("NETTY_CODEC_MQTT_VERSION");

    private final Map<Object, Connection> connections = new ConcurrentHashMap<>();
    private final List<Publish> publishes = new CopyOnWriteArrayList<>();

    /** A publish, whose acknowledgement may come. */
    private static final class Publish {
        private volatile Published seen;

        private Publish(Published seen) {
            this.seen = seen;
        }
    }

    @Override
    public void seen(Object connection, Direction direction, byte[] bytes) {
        connections.computeIfAbsent(connection, first -> new Connection()).read(direction, bytes, Instant.now());
    }

    List<Published> publishes() {
        return publishes.stream().map(publish -> publish.seen).toList();
    }

    int count() {
        return publishes.size();
    }

    private final class Connection {
        private final EmbeddedChannel toServer = channel();
        private final EmbeddedChannel toClient = channel();
        private final Map<Integer, Publish> inFlight = new HashMap<>();

        private static EmbeddedChannel channel() {
            var channel = new EmbeddedChannel(new MqttDecoder(LARGEST_PACKET));
            channel.attr(VERSION).set(MqttVersion.MQTT_5);
            return channel;
        }

        synchronized void read(Direction direction, byte[] bytes, Instant at) {
            EmbeddedChannel channel = direction == Direction.TO_SERVER ? toServer : toClient;
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            for (MqttMessage packet = channel.readInbound(); packet != null; packet = channel.readInbound()) {
                if (packet.decoderResult().isFailure())
                    throw new AssertionError("not MQTT", packet.decoderResult().cause());
                // the other way go answers of devices and their acknowledgements
                if (packet instanceof MqttPublishMessage publish) {
                    if (direction == Direction.TO_SERVER) published(publish, at);
                } else if (packet.fixedHeader().messageType() == MqttMessageType.PUBACK
                        && direction == Direction.TO_CLIENT) acknowledged(packet, at);
                ReferenceCountUtil.release(packet);
            }
        }

        private void published(MqttPublishMessage packet, Instant at) {
            Map<String, String> properties = new HashMap<>();
            packet.variableHeader()
                    .properties()
                    .getProperties(MqttProperties.MqttPropertyType.USER_PROPERTY.value())
                    .forEach(property -> {
                        var pair = ((MqttProperties.UserProperty) property).value();
                        properties.put(pair.key, pair.value);
                    });
            var publish = new Publish(new Published(
                    deviceIn(packet.variableHeader().topicName()),
                    properties.getOrDefault("fire-id", ""),
                    properties.getOrDefault("task", ""),
                    packet.payload().toString(StandardCharsets.UTF_8),
                    Instant.parse(properties.getOrDefault("scheduled-at", Instant.EPOCH.toString())),
                    at,
                    null,
                    0));
            publishes.add(publish);
            inFlight.put(packet.variableHeader().packetId(), publish);
        }

        private void acknowledged(MqttMessage packet, Instant at) {
            var header = (MqttMessageIdVariableHeader) packet.variableHeader();
            Publish publish = inFlight.remove(header.messageId());
            int reason = header instanceof MqttPubReplyMessageVariableHeader reply ? reply.reasonCode() & 0xFF : 0;
            if (publish != null) publish.seen = publish.seen.acknowledged(at, reason);
        }
    }

    /** {@code c2d/<device>/commands} */
    static String deviceIn(String topic) {
        return topic.split("/", -1)[1];
    }
}
