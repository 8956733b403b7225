package io.carillon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** Closed loop: so many threads, each of which calls again as soon as it has its answer. */
final class Callers {
    private Callers() {}

    /** A caller's own way to call. */
    interface Caller extends AutoCloseable {
        void call(int nr);

        @Override
        default void close() {}
    }

    /**
     * How long each call took.
     *
     * @param caller makes one for each thread
     */
    static Percentiles run(int calls, int callers, Supplier<Caller> caller) throws InterruptedException {
        double[] millis = new double[calls];
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < callers; i++)
            ends.add(threads.submit(() -> {
                try (Caller one = caller.get()) {
                    for (int nr = next.getAndIncrement(); nr < calls; nr = next.getAndIncrement()) {
                        long begun = System.nanoTime();
                        one.call(nr);
                        millis[nr] = (System.nanoTime() - begun) / 1e6;
                    }
                }
            }));
        threads.shutdown();
        for (Future<?> end : ends)
            try {
                end.get();
            } catch (ExecutionException failed) {
                throw new IllegalStateException(failed.getCause());
            }
        return Percentiles.of(DoubleStream.of(millis));
    }
}
