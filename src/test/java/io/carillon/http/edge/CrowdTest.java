package io.carillon.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract 1, <i>The edge</i>: who is closed where there are too many connections, or they hold too much. */
class CrowdTest {
    private final List<String> closed = new ArrayList<>();
    private final List<String> drained = new ArrayList<>();
    private long nanos;
    private final Crowd crowd = new Crowd(new EdgeSettings(3, 1000, 600), () -> nanos);

    @Test
    void whoHasBeenIdleLongestMakesRoom() {
        Seat first = seat("first");
        Seat second = seat("second");
        seat("third");
        first.asks(10);
        first.answered();
        second.headIs(5);
        later();
        seat("fourth");
        assertThat(closed).containsExactly("third");
    }

    @Test
    void whoHasJustComeIsNotTakenForIdle() {
        seat("first").headIs(1);
        seat("second").headIs(1);
        later();
        seat("third");
        seat("fourth");
        assertThat(closed).containsExactly("first");
    }

    @Test
    void whereNobodyIsIdleWhoHasBeenLongestWithoutACompleteHeadMakesRoom() {
        Seat first = seat("first");
        Seat second = seat("second");
        seat("third").headIs(1);
        first.asks(10);
        second.headIs(5);
        later();
        seat("fourth");
        assertThat(closed).containsExactly("second");
    }

    @Test
    void beyondTheBudgetWhoHoldsWithoutACompleteHeadIsClosedFirst() {
        Seat idle = seat("idle");
        Seat slow = seat("slow");
        Seat quick = seat("quick");
        slow.headIs(500);
        quick.headIs(400);
        quick.asks(450);
        assertThat(closed).isEmpty();
        quick.grows(60);
        assertThat(closed).containsExactly("slow");
        assertThat(idle.isIdle()).isTrue();
    }

    @Test
    void anAnswerMakesRoomForWhatComesNext() {
        Seat seat = seat("only");
        for (int i = 0; i < 5; i++) {
            seat.headIs(900);
            seat.asks(900);
            seat.answered();
        }
        assertThat(closed).isEmpty();
        assertThat(seat.held()).isZero();
    }

    @Test
    void ofABodyNoMoreIsCountedThanIsKept() {
        Seat seat = seat("only");
        seat.asks(500);
        for (int i = 0; i < 5; i++) seat.grows(500);
        assertThat(seat.held()).isEqualTo(600);
    }

    @Test
    void whoHasLeftHoldsNothing() {
        Seat seat = seat("first");
        seat.asks(600);
        seat.leave();
        seat("second").asks(600);
        seat("third").headIs(400);
        assertThat(closed).isEmpty();
    }

    @Test
    void aDrainedCrowdIsEmptyWhenAllHaveLeft() {
        Seat seat = seat("only");
        var empty = crowd.drain().toCompletableFuture();
        seat("late");
        assertThat(drained).containsExactly("only", "late");
        seat.leave();
        assertThat(empty).isNotDone();
        crowd.close();
        assertThat(empty).isDone();
        assertThat(closed).containsExactly("late");
    }

    private void later() {
        nanos += Duration.ofSeconds(2).toNanos();
    }

    private Seat seat(String name) {
        Seat seat = new Seat(crowd);
        seat.take(new Seat.Exit() {
            @Override
            public void drain() {
                drained.add(name);
            }

            @Override
            public void close() {
                closed.add(name);
            }
        });
        return seat;
    }
}
