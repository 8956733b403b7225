package io.carillon.delivery;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** What has been received and has not ended yet. */
final class InHand {
    /** A message of the client beside its payload, and its question on the way to the device. */
    private static final long OVERHEAD = 1024;

    private final long limit;
    private long bytes;
    private CompletableFuture<Void> none = CompletableFuture.completedFuture(null);

    /** @param limit in bytes */
    InHand(long limit) {
        this.limit = limit;
    }

    static long size(Mqtt5Publish publish) {
        return OVERHEAD + publish.getPayload().map(ByteBuffer::remaining).orElse(0);
    }

    /** @return whether more may come */
    synchronized boolean take(long size) {
        if (bytes == 0) none = new CompletableFuture<>();
        bytes += size;
        return bytes <= limit;
    }

    void end(long size) {
        CompletableFuture<Void> empty;
        synchronized (this) {
            bytes -= size;
            if (bytes > 0) return;
            empty = none;
        }
        empty.complete(null);
    }

    /** Completes once all that is in hand now has ended. */
    synchronized CompletableFuture<Void> none() {
        return none;
    }
}
