package io.carillon.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import io.carillon.http.edge.StrictReading.Seen;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** No request passes that a strict reader of RFC 9112 does not see just so, wherever reads break the bytes. */
class FuzzTest {
    private static final int STREAMS = 100_000;
    /** Another one finds other things; this one makes every run the same. */
    private static final long SEED = 9112;

    @Test
    void nothingPassesThatAnIndependentParserReadsOtherwise() {
        LongAdder requests = new LongAdder();
        LongAdder whole = new LongAdder();
        LongStream.range(SEED, SEED + STREAMS).parallel().forEach(seed -> {
            byte[] stream = Streams.next(new Random(seed));
            StrictReading theirs = StrictReading.of(stream);
            StrictReading passed = StrictReading.of(passed(stream, new Random(seed)));
            Supplier<String> what = () -> "stream " + seed + ": " + new String(stream, StandardCharsets.ISO_8859_1);
            assertThat(passed.isBad()).as(what).isFalse();
            assertThat(passed.heads()).as(what).isLessThanOrEqualTo(theirs.heads());
            List<Seen> seen = passed.seen();
            assertThat(theirs.seen().size()).as(what).isGreaterThanOrEqualTo(seen.size());
            assertThat(seen).as(what).isEqualTo(theirs.seen().subList(0, seen.size()));
            requests.add(seen.size());
            if (!theirs.isBad() && seen.size() == theirs.seen().size()) whole.increment();
        });
        assertThat(requests.sum()).as("enough passes to tell").isGreaterThan(STREAMS / 2);
        assertThat(whole.sum()).as("what is sound passes").isGreaterThan(STREAMS / 4);
    }

    private static byte[] passed(byte[] stream, Random breaks) {
        RequestReader reader = new RequestReader();
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        try {
            for (int at = 0; at < stream.length; ) {
                int size = Math.min(stream.length - at, breaks.nextBoolean() ? stream.length : 1 + breaks.nextInt(40));
                reader.take(ByteString.fromArray(Arrays.copyOfRange(stream, at, at + size)));
                while (reader.hasInput()) passed.writeBytes(reader.read().toArray());
                at += size;
            }
        } catch (Fault refused) {
            // what has passed before counts
        }
        return passed.toByteArray();
    }
}
