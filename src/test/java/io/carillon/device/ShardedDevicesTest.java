package io.carillon.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.typesafe.config.ConfigFactory;
import io.carillon.schedule.Caller;
import io.carillon.schedule.DeviceChange.BindUser;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Query.ReadDevice;
import io.carillon.schedule.Reply;
import io.carillon.schedule.ServiceSettings;
import io.carillon.schedule.Settle;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Wakeup;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Devices in shards. What is in one: {@link DeviceEntityTest}. */
class ShardedDevicesTest {
    private static final int STRANGERS = 5_000;
    private static final UserId ALICE = new UserId("alice");
    private static final Caller MALLORY = new Caller(new UserId("mallory"), false, null);
    private static final Caller ADMIN = new Caller(new UserId("root"), true, null);

    private static final ActorTestKit KIT = ActorTestKit.create(
            "ShardedDevicesTest",
            ConfigFactory.parseString(
                            """
                            akka.actor.provider = cluster
                            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                            akka.persistence.testkit.events.serialize = off
                            akka.loglevel = WARNING""")
                    .withFallback(PersistenceTestKitPlugin.getInstance().config())
                    .withFallback(ConfigFactory.parseResources("serialization.conf"))
                    .withFallback(ConfigFactory.load())
                    .resolve());

    private final DeviceCounts counts = new DeviceCounts();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void whoAsksForDevicesThatNobodyHasWrittenLeavesNoneInMemoryAndDisturbsNoCreation() throws Exception {
        Cluster cluster = Cluster.get(KIT.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        ShardedDevices devices = new ShardedDevices(KIT.system(), parts());

        List<Reply> answers = Source.range(1, STRANGERS)
                .mapAsync(500, i -> devices.ask(id(i), new ReadDevice(), i % 2 == 0 ? MALLORY : ADMIN))
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
        assertThat(answers).hasSize(STRANGERS).allMatch(reply -> !reply.equals(new Reply.No(Problem.UNAVAILABLE)));
        await("nobody stays").atMost(Duration.ofSeconds(10)).until(() -> counts.resident() == 0);

        for (int i : IntStream.rangeClosed(1, 100).toArray()) {
            CompletionStage<Reply> asked = devices.ask(id(i), new ReadDevice(), MALLORY);
            CompletionStage<Reply> bound = devices.change(id(i), new BindUser(ALICE), ADMIN);
            assertThat(get(asked)).isEqualTo(new Reply.No(Problem.HIDDEN));
            assertThat(get(bound)).isEqualTo(new Reply.Done());
            assertThat(get(devices.ask(id(i), new ReadDevice(), new Caller(ALICE, false, null))))
                    .isInstanceOf(Reply.Device.class);
        }
    }

    private static DeviceId id(int number) {
        return new DeviceId("invented-" + number);
    }

    private static Reply get(CompletionStage<Reply> asked) throws Exception {
        return asked.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private DeviceParts parts() {
        Wakeups nothingOwed = new Wakeups() {
            @Override
            public CompletionStage<Optional<Wakeup>> read(DeviceId device) {
                return CompletableFuture.completedStage(Optional.empty());
            }

            @Override
            public CompletionStage<Boolean> settle(DeviceId device, Settle settle) {
                return CompletableFuture.completedStage(true);
            }
        };
        return new DeviceParts(
                new ServiceSettings(ZoneOffset.UTC, Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ZERO),
                nothingOwed,
                ring -> {
                    throw new AssertionError("nothing is due");
                },
                (device, group, wanted) -> CompletableFuture.completedStage(List.of()),
                InstantSource.system(),
                fired -> {},
                counts,
                calendar -> CompletableFuture.completedStage(Optional.empty()),
                Room.ofHeap(Runtime.getRuntime().maxMemory()),
                new RepeatedWarnings(ShardedDevicesTest.class, KIT.system()));
    }
}
