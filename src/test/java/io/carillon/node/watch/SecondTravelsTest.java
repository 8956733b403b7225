package io.carillon.node.watch;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.carillon.http.ClusterNews.Health;
import io.carillon.http.ClusterNews.Lost;
import io.carillon.http.ClusterNews.Second;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecondTravelsTest {
    private final ActorTestKit kit = ActorTestKit.create("SecondTravelsTest", ConfigFactory.load("serialization"));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void whatANodeFiredReachesTheOthersAsItIs() {
        kit.serializationTestKit()
                .verifySerialization(
                        new Second(
                                "10.0.0.1:25520",
                                Instant.parse("2026-03-02T11:15:01.234Z"),
                                Map.of(Verdict.DELIVERED, 2, Verdict.NO_SUBSCRIBER, 1),
                                Map.of(5L, 2, 100L, 1),
                                List.of(new Lost(
                                        "lamp",
                                        "g",
                                        "t",
                                        "t-1",
                                        Instant.parse("2026-03-02T11:15:00Z"),
                                        Verdict.EXPIRED))),
                        true);
    }

    @Test
    void whatANodeReachesToo() {
        Instant at = Instant.parse("2026-03-02T11:15:01.234Z");
        kit.serializationTestKit()
                .verifySerialization(new Health("10.0.0.1:25520", at, true, at, false, at.minusSeconds(36), 200), true);
    }
}
