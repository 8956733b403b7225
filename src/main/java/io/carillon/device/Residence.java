package io.carillon.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.carillon.schedule.Input;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * A device's stay in memory: the room that it takes, and when it leaves. It leaves after 60 to 90 s without a message
 * or, while room is scarce, as soon as it has nothing to do.
 */
final class Residence {
    /**
     * The interval of the checks for idleness. A receive timeout would be rescheduled by each message, and each
     * replaced timer stays in the wheel for a minute.
     */
    static final Duration IDLE_LOOK = Duration.ofSeconds(30);

    private static final int IDLE_LOOKS = 3;
    private static final InputTold PRESSED = new InputTold(new Input.Pressed());
    private static final Duration PRESSED_EVERY = Duration.ofSeconds(5);

    private final Room room;
    private final InstantSource clock;
    private final ActorContext<DeviceCommand> context;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final BooleanSupplier rests;
    private final BooleanSupplier onlyWaits;
    private int held;
    private int quietLooks;
    private boolean inPassing;
    private boolean leaving;
    private Instant pressedAt = Instant.EPOCH;

    /**
     * @param rests whether the device has nothing to do
     * @param onlyWaits whether its next work is a while away
     */
    Residence(
            DeviceParts parts,
            ActorContext<DeviceCommand> context,
            ActorRef<ClusterSharding.ShardCommand> shard,
            BooleanSupplier rests,
            BooleanSupplier onlyWaits) {
        this.room = parts.room();
        this.clock = parts.clock();
        this.context = context;
        this.shard = shard;
        this.rests = rests;
        this.onlyWaits = onlyWaits;
    }

    /** @param bytes taken from now on */
    void hold(int bytes) {
        room.take(bytes - held);
        held = bytes;
    }

    /** A message has come. */
    void heard() {
        quietLooks = 0;
    }

    /** @param inPassing whether the device is in memory for this message alone, and may leave after it */
    void cameFor(boolean inPassing) {
        this.inPassing = inPassing;
    }

    void look() {
        quietLooks++;
        if (quietLooks >= IDLE_LOOKS && rests.getAsBoolean()) leave();
    }

    void makeRoom() {
        if (leaving) return;
        boolean tight = room.isTight();
        if ((inPassing || tight) && rests.getAsBoolean()) leave();
        else if (tight && onlyWaits.getAsBoolean()) press();
    }

    private void press() {
        Instant now = clock.instant();
        if (now.isBefore(pressedAt.plus(PRESSED_EVERY))) return;
        pressedAt = now;
        context.getSelf().tell(PRESSED);
    }

    void leave() {
        leaving = true;
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
}
