package io.carillon.delivery;

import io.carillon.device.Courier.Acknowledged;
import io.carillon.device.Courier.Delivery;
import io.carillon.device.Courier.Failed;
import io.carillon.device.Courier.Message;
import io.carillon.device.Courier.Sending;
import io.carillon.device.Courier.Trouble;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A publish, from the call to its end. Only the first end counts. */
final class PendingPublish implements Sending {
    private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final Message message;
    private final Instant waitsUntil;
    private final BiConsumer<PendingPublish, Failed> failures;
    private volatile @Nullable Outbox outbox;
    private volatile @Nullable Instant sentAt;
    private volatile long place;
    private volatile long sentInTick = Long.MAX_VALUE;

    /**
     * @param waitsUntil the end of its wait for a connection
     * @param failures told of its failure
     */
    PendingPublish(Message message, Instant waitsUntil, BiConsumer<PendingPublish, Failed> failures) {
        this.message = message;
        this.waitsUntil = waitsUntil;
        this.failures = failures;
    }

    Message message() {
        return message;
    }

    @Override
    public CompletionStage<Delivery> delivery() {
        return delivery;
    }

    @Override
    public void recall() {
        giveUp(Trouble.RECALLED, "recalled");
    }

    /** Fails unless it has been sent. */
    void giveUp(Trouble trouble, String why) {
        if (!claim()) return;
        Outbox waitsIn = outbox;
        if (waitsIn != null) waitsIn.remove(this);
        fail(trouble, why);
    }

    void waitsIn(Outbox one, long at) {
        outbox = one;
        place = at;
    }

    /** Its place in the outbox: the lower, the earlier the call. */
    long place() {
        return place;
    }

    long sentInTick() {
        return sentInTick;
    }

    /** Marks it as being sent: it can no longer be recalled. False if it has been recalled. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    boolean isTooLate(Instant now) {
        return now.isAfter(message.deadline());
    }

    boolean hasWaited(Instant now) {
        return now.isAfter(waitsUntil);
    }

    void sent(Instant now, long tick) {
        sentInTick = tick;
        sentAt = now;
    }

    void acknowledge(Verdict verdict, Instant now) {
        Instant sent = sentAt;
        if (sent != null) delivery.complete(new Acknowledged(verdict, sent, now));
    }

    void fail(Trouble trouble, String why) {
        Failed failed = new Failed(trouble, sentAt, why);
        if (delivery.complete(failed)) failures.accept(this, failed);
    }
}
