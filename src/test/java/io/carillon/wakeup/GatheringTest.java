package io.carillon.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    private final List<CompletableFuture<List<String>>> outcomes = Collections.synchronizedList(new ArrayList<>());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void aRequestThatFindsItIdleGoesAloneAndThoseThatComeMeanwhileGoTogether() {
        Gathering<Integer, String> gathering = new Gathering<>(Gathering.whileBusy(1000), this::perform, KIT.system());
        gathering.ask(1);
        await().until(() -> batches.size() == 1);
        gathering.ask(2);
        await().until(() -> batches.size() == 2);
        IntStream.rangeClosed(3, 1002).forEach(gathering::ask);
        outcomes.get(0).complete(List.of("one"));
        await().until(() -> batches.size() >= 3);
        assertThat(batches.subList(0, 2)).containsExactly(List.of(1), List.of(2));
        assertThat(batches.get(2)).startsWith(3, 4);
    }

    @Test
    void eachGetsItsOwnAnswer() {
        Gathering<Integer, String> gathering =
                new Gathering<>(Gathering.within(Duration.ofMinutes(1), 2, request -> 1L), this::perform, KIT.system());
        CompletionStage<String> one = gathering.ask(1);
        CompletionStage<String> two = gathering.ask(2);
        await().until(() -> batches.size() == 1);
        outcomes.get(0).complete(List.of("one", "two"));
        assertThat(one.toCompletableFuture().join()).isEqualTo("one");
        assertThat(two.toCompletableFuture().join()).isEqualTo("two");
    }

    @Test
    void aBatchIsClosedWhenItsTimeIsOver() {
        Gathering<Integer, String> gathering = new Gathering<>(
                Gathering.within(Duration.ofMillis(20), 1000, request -> 1L), this::perform, KIT.system());
        gathering.ask(1);
        await().until(() -> batches.size() == 1);
        assertThat(batches.get(0)).containsExactly(1);
    }

    @Test
    void aBatchIsClosedWhenItsWeightIsFull() {
        Gathering<Integer, String> gathering = new Gathering<>(
                Gathering.within(Duration.ofMinutes(1), 1000, request -> (long) request), this::perform, KIT.system());
        gathering.ask(600);
        gathering.ask(400);
        await().until(() -> batches.size() == 1);
        assertThat(batches.get(0)).containsExactly(600, 400);
    }

    @Test
    void aBatchThatFailsFailsItsOwnRequestsAndNoOther() {
        Gathering<Integer, String> gathering = new Gathering<>(Gathering.whileBusy(1000), this::perform, KIT.system());
        CompletionStage<String> one = gathering.ask(1);
        await().until(() -> batches.size() == 1);
        outcomes.get(0).completeExceptionally(new IllegalStateException("lost"));
        await().until(() -> one.toCompletableFuture().isCompletedExceptionally());
        CompletionStage<String> two = gathering.ask(2);
        await().until(() -> batches.size() == 2);
        outcomes.get(1).complete(List.of("two"));
        assertThat(two.toCompletableFuture().join()).isEqualTo("two");
    }

    @Test
    void aBatchThatCannotBeginFailsItsOwnRequestsAndNoOther() {
        Gathering<Integer, String> gathering = new Gathering<>(
                Gathering.whileBusy(1000),
                batch -> {
                    if (batch.contains(1)) throw new IllegalStateException("cannot begin");
                    return perform(batch);
                },
                KIT.system());
        CompletionStage<String> one = gathering.ask(1);
        await().until(() -> one.toCompletableFuture().isCompletedExceptionally());
        gathering.ask(2);
        await().untilAsserted(() -> assertThat(batches).containsExactly(List.of(2)));
    }

    @Test
    void whatDoesNotFitTheQueueFailsAtOnce() {
        Gathering<Integer, String> gathering = new Gathering<>(Gathering.whileBusy(1000), this::perform, KIT.system());
        int taken = 0;
        while (!gathering.ask(taken).toCompletableFuture().isCompletedExceptionally()) taken++;
        assertThat(taken).isBetween(100_000, 110_000);
    }

    private CompletableFuture<List<String>> perform(List<Integer> batch) {
        CompletableFuture<List<String>> outcome = new CompletableFuture<>();
        outcomes.add(outcome);
        batches.add(batch);
        return outcome;
    }
}
