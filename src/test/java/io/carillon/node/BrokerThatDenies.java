package io.carillon.node;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.nio.file.Path;

/** The embedded broker, refusing (0x87) what is published to {@code denied/…}, and disconnecting whoever publishes to a topic of poison. */
public final class BrokerThatDenies implements AutoCloseable {
    private final EmbeddedBroker broker;

    public BrokerThatDenies(int port, Path directory) {
        broker = new EmbeddedBroker("127.0.0.1", port, directory, new Guard());
    }

    @Override
    public void close() {
        broker.close();
    }

    private static final class Guard implements ExtensionMain {
        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            PublishInboundInterceptor deny = (publish, answer) -> {
                String topic = publish.getPublishPacket().getTopic();
                if (topic.startsWith("denied/")) answer.preventPublishDelivery(AckReasonCode.NOT_AUTHORIZED);
                if (topic.contains("poison"))
                    Services.clientService()
                            .disconnectClient(
                                    publish.getClientInformation().getClientId(),
                                    false,
                                    DisconnectReasonCode.QUOTA_EXCEEDED,
                                    "too much of it");
            };
            Services.initializerRegistry()
                    .setClientInitializer((start, client) -> client.addPublishInboundInterceptor(deny));
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }
}
