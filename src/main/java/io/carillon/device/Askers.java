package io.carillon.device;

import akka.actor.typed.ActorRef;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.Effect.Declined;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Input;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The callers who wait until the line of a device's answer is written; mostly none. */
final class Askers {
    private static final AnswerTaken LOOK_AGAIN = new AnswerTaken(null);

    private Map<Input.Answered, ActorRef<AnswerTaken>> waiting = Map.of();

    void add(Input.Answered answer, ActorRef<AnswerTaken> replyTo) {
        if (waiting.isEmpty()) waiting = new HashMap<>();
        waiting.put(answer, replyTo);
    }

    void declined(Declined declined) {
        tell(
                declined.answer(),
                switch (declined.why()) {
                    case REPEATED -> new AnswerTaken(Outcome.REPEATED);
                    case UNKNOWN -> new AnswerTaken(Outcome.UNKNOWN);
                    case LOOK_AGAIN -> LOOK_AGAIN;
                });
    }

    /** These lines are written. */
    void written(List<Firing> lines) {
        if (waiting.isEmpty()) return;
        for (Firing line : lines)
            if (line.verdict() != Verdict.WAITING)
                for (Input.Answered answer : List.copyOf(waiting.keySet()))
                    if (answer.fireId().equals(line.occurrence().fireId()))
                        tell(answer, new AnswerTaken(outcome(line, answer.at())));
    }

    private static Outcome outcome(Firing line, Instant answeredAt) {
        Confirmation given = line.confirmation();
        if (given == null || !line.verdict().answered()) return Outcome.UNKNOWN;
        if (!answeredAt.equals(given.answeredAt())) return Outcome.REPEATED;
        if (answeredAt.isAfter(given.validUntil())) return Outcome.LATE;
        return line.verdict() == Verdict.CONFIRMED ? Outcome.CONFIRMED : Outcome.FAILED;
    }

    /** The device stops. */
    void turnAllAway() {
        for (Input.Answered answer : List.copyOf(waiting.keySet())) tell(answer, LOOK_AGAIN);
    }

    private void tell(Input.Answered answer, AnswerTaken taken) {
        ActorRef<AnswerTaken> replyTo = waiting.remove(answer);
        if (replyTo != null) replyTo.tell(taken);
        if (waiting.isEmpty()) waiting = Map.of();
    }
}
