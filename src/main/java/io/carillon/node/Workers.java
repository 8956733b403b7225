package io.carillon.node;

import akka.Done;
import akka.actor.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The actors that ask the database at times of their own. They stop before it is closed, or they would miss it. */
final class Workers {
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final List<ActorRef> started = new CopyOnWriteArrayList<>();

    Workers(ActorSystem<?> system) {
        this.system = system;
    }

    void start(Behavior<?> worker, String name) {
        started.add(Adapter.toClassic(system.systemActorOf(worker, name, Props.empty())));
    }

    CompletionStage<Done> stop() {
        return CompletableFuture.allOf(started.stream()
                        .map(worker -> Patterns.gracefulStop(worker, STOPPED_WITHIN)
                                .exceptionally(tooLate -> false)
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .thenApply(all -> Done.getInstance());
    }
}
