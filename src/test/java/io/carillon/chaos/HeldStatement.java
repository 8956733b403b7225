package io.carillon.chaos;

import io.carillon.TcpProxy;
import io.carillon.TcpProxy.Direction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds back, on the way to the database, what a connection sends next after a statement whose parameters are these: the
 * COMMIT of a transaction that has done its work. The client may give up and go; the server hears of that later.
 */
final class HeldStatement implements TcpProxy.Tap {
    private final CountDownLatch caught = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<Object> about = ConcurrentHashMap.newKeySet();
    private volatile List<String> parameters = List.of();

    /** From now on; the first such transaction. */
    void holdAfter(String... parameters) {
        this.parameters = List.of(parameters);
    }

    /** Whether one is held within that time. */
    boolean awaitCaught(Duration atMost) {
        return await(caught, atMost);
    }

    void release() {
        released.countDown();
    }

    @Override
    public void seen(Object connection, Direction direction, byte[] bytes) {
        List<String> wanted = parameters;
        if (direction == Direction.TO_CLIENT || wanted.isEmpty()) return;
        if (about.remove(connection)) {
            parameters = List.of();
            caught.countDown();
            await(released, Duration.ofMinutes(5));
        } else if (contains(bytes, wanted)) about.add(connection);
    }

    private static boolean contains(byte[] bytes, List<String> wanted) {
        String sent = new String(bytes, StandardCharsets.ISO_8859_1);
        return wanted.stream().allMatch(sent::contains);
    }

    private static boolean await(CountDownLatch latch, Duration atMost) {
        try {
            return latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
