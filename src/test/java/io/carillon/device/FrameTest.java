package io.carillon.device;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.typesafe.config.ConfigFactory;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.Firing;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.Reply;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Upcoming;
import io.carillon.schedule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The largest answers that the contract's limits allow cross the cluster: what is above a frame is dropped. */
class FrameTest {
    private static final int MOST_LINES = 1000;
    private static final int MOST_OF_AN_ANSWER = 1024;

    private final ActorTestKit kit = ActorTestKit.create("FrameTest", ConfigFactory.load("serialization"));
    private final Serialization serialization = SerializationExtension.get(Adapter.toClassic(kit.system()));
    private final Random random = new Random(1);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aThousandLinesOfEachKindWithAnswersThatNothingShortens() {
        List<Upcoming> upcoming = IntStream.range(0, 2 * MOST_LINES)
                .mapToObj(i -> new Upcoming(
                        new GroupId("%012x".formatted(random.nextLong() & 0xffffffffffffL)),
                        new TaskName("%08x".formatted(random.nextInt())),
                        Instant.ofEpochMilli(random.nextInt()),
                        "sunrise"))
                .toList();
        List<Firing> recent = IntStream.range(0, MOST_LINES)
                .mapToObj(i -> new Firing(
                        new Occurrence(
                                upcoming.get(i).group(),
                                upcoming.get(i).task(),
                                upcoming.get(i).at()),
                        Verdict.CONFIRMED,
                        random.nextInt(9),
                        Instant.ofEpochMilli(random.nextInt()),
                        Instant.ofEpochMilli(random.nextInt()),
                        null,
                        new Confirmation(
                                Instant.ofEpochMilli(random.nextInt()),
                                Instant.ofEpochMilli(random.nextInt()),
                                noise())))
                .toList();
        assertThat(serialization.serialize(new Reply.Fires(upcoming, recent)).get())
                .hasSizeLessThan(frame() * 9 / 10);
    }

    private String noise() {
        return random.ints(MOST_OF_AN_ANSWER, 1, 128)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int frame() {
        return ConfigFactory.parseResources("cluster.conf")
                .getBytes("akka.remote.artery.advanced.maximum-frame-size")
                .intValue();
    }
}
