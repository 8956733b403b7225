package io.carillon.device;

import akka.actor.typed.ActorRef;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Input;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import java.time.Instant;

/** A message to a device. */
public interface DeviceCommand {
    /** A caller waits for the answer until the deadline, and gets one. */
    interface Asked extends DeviceCommand, CborSerializable {
        Instant deadline();

        ActorRef<Reply> replyTo();
    }

    /** Answers {@link Reply.OneGroup}, {@link Reply.Done} or {@link Reply.No}. After its deadline it changes nothing. */
    record ChangeDevice(Change change, Caller caller, Instant deadline, ActorRef<Reply> replyTo) implements Asked {}

    /** Answers as the query says, or {@link Reply.No}. */
    record AskDevice(Query query, Caller caller, Instant deadline, ActorRef<Reply> replyTo) implements Asked {}

    /**
     * The device has answered a command. Answers {@link AnswerTaken} once the line is written or nothing is changed.
     */
    record TakeAnswer(Input.Answered answer, ActorRef<AnswerTaken> replyTo)
            implements DeviceCommand, CborSerializable {}

    /** The device is back. May be lost. */
    record Hail() implements DeviceCommand, CborSerializable {}

    /**
     * A nudge to read the row. It carries nothing of the row, and may be lost, repeated or late.
     *
     * @param from gets {@link TurnedAway} where there is no room for the device in memory
     */
    record Wake(ActorRef<TurnedAway> from) implements DeviceCommand, CborSerializable {}

    /** The device was not woken: its node has no room. */
    record TurnedAway(DeviceId device) implements CborSerializable {}
}
