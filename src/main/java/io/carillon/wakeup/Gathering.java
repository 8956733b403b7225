package io.carillon.wakeup;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.function.Function;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/**
 * Gathers the requests of many devices into batches. A batch that fails fails all of its requests; the next one is
 * independent of it. A request beyond the queue's limit fails at once. One that has waited for 10 s fails, and is
 * dropped if it has not started.
 */
final class Gathering<Q, A> {
    private static final int QUEUE = 100_000;
    private static final int BATCHES_AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /**
     * A request and its future answer.
     *
     * @param since by {@link System#nanoTime}
     */
    record Asked<Q, A>(Q request, CompletableFuture<A> answer, long since) {}

    private final BoundedSourceQueue<Asked<Q, A>> queue;
    /** In the order of arrival: one look at the oldest is cheaper than a timer for each. */
    private final Queue<Asked<Q, A>> waiting = new ConcurrentLinkedQueue<>();

    /** @param perform returns the answers of a batch in the order of its requests */
    Gathering(
            Flow<Asked<Q, A>, List<Asked<Q, A>>, NotUsed> gather,
            Function<List<Q>, CompletableFuture<List<A>>> perform,
            ActorSystem<?> system) {
        this.queue = Source.<Asked<Q, A>>queue(QUEUE)
                .via(gather)
                .mapAsync(BATCHES_AT_ONCE, batch -> answered(batch, perform))
                .to(Sink.ignore())
                .run(system);
        system.scheduler().scheduleWithFixedDelay(LOOK_EVERY, LOOK_EVERY, this::endPatience, system.executionContext());
    }

    /** Starts a batch at once when idle; while batches are under way gathers up to {@code limit} requests. */
    static <Q, A> Flow<Asked<Q, A>, List<Asked<Q, A>>, NotUsed> whileBusy(long limit) {
        return whileBusy(limit, request -> 1L);
    }

    /** The same, until the batch weighs {@code limit}. */
    static <Q, A> Flow<Asked<Q, A>, List<Asked<Q, A>>, NotUsed> whileBusy(
            long limit, java.util.function.Function<Q, Long> weight) {
        return Flow.<Asked<Q, A>>create()
                .batchWeighted(
                        limit,
                        asked -> weight.apply(asked.request()),
                        first -> new ArrayList<>(List.of(first)),
                        (batch, next) -> {
                            batch.add(next);
                            return batch;
                        })
                .map(batch -> batch);
    }

    /** Gathers until the batch weighs {@code limit} or {@code wait} is over. */
    static <Q, A> Flow<Asked<Q, A>, List<Asked<Q, A>>, NotUsed> within(
            Duration wait, long limit, Function<Q, Long> weight) {
        return Flow.<Asked<Q, A>>create().groupedWeightedWithin(limit, asked -> weight.apply(asked.request()), wait);
    }

    CompletionStage<A> ask(Q request) {
        Asked<Q, A> asked = new Asked<>(request, new CompletableFuture<>(), System.nanoTime());
        if (!queue.offer(asked).isEnqueued())
            return CompletableFuture.failedFuture(new IllegalStateException("too many requests wait for the database"));
        waiting.add(asked);
        return asked.answer();
    }

    private void endPatience() {
        long begun = System.nanoTime() - PATIENCE.toNanos();
        for (Asked<Q, A> oldest = waiting.peek(); oldest != null; oldest = waiting.peek()) {
            if (!oldest.answer().isDone()) {
                if (oldest.since() - begun > 0) return;
                oldest.answer().completeExceptionally(new TimeoutException("the database did not answer in time"));
            }
            waiting.remove();
        }
    }

    /** Never fails, which would end the stream. */
    private static <Q, A> CompletionStage<Boolean> answered(
            List<Asked<Q, A>> batch, Function<List<Q>, CompletableFuture<List<A>>> perform) {
        List<Asked<Q, A>> waiting =
                batch.stream().filter(asked -> !asked.answer().isDone()).toList();
        if (waiting.isEmpty()) return CompletableFuture.completedFuture(true);
        return performed(perform, waiting.stream().map(Asked::request).toList()).handle((answers, failed) -> {
            for (int i = 0; i < waiting.size(); i++) {
                CompletableFuture<A> answer = waiting.get(i).answer();
                if (failed == null) answer.complete(answers.get(i));
                else answer.completeExceptionally(failed);
            }
            return true;
        });
    }

    private static <Q, A> CompletableFuture<List<A>> performed(
            Function<List<Q>, CompletableFuture<List<A>>> perform, List<Q> requests) {
        try {
            return perform.apply(requests);
        } catch (Exception unexpected) {
            return CompletableFuture.failedFuture(unexpected);
        }
    }
}
