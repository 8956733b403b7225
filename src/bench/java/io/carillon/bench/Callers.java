package io.carillon.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** So many threads, each with its own way to call. */
final class Callers {
    private static final Duration CONNECTING = Duration.ofSeconds(1);

    private Callers() {}

    /** A caller's own way to call. */
    interface Caller extends AutoCloseable {
        void call(int nr);

        @Override
        default void close() {}
    }

    /**
     * Closed loop: each calls again as soon as it has its answer. Answers how long each call took.
     *
     * @param caller makes one for each thread
     */
    static Percentiles run(int calls, int callers, Supplier<Caller> caller) throws InterruptedException {
        return run(calls, callers, caller, nr -> System.nanoTime());
    }

    /**
     * Open loop: calls are begun at a fixed rate, as long as somebody is free to. A time is taken from the moment at which the
     * call should have begun, so that a stall counts for all whom it keeps waiting.
     */
    static Percentiles atRate(int perSecond, int calls, int callers, Supplier<Caller> caller)
            throws InterruptedException {
        long start = System.nanoTime() + CONNECTING.toNanos();
        return run(calls, callers, caller, nr -> {
            long intended = start + Duration.ofSeconds(nr).dividedBy(perSecond).toNanos();
            for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime())
                LockSupport.parkNanos(left);
            return intended;
        });
    }

    /** @param begin waits until the call may begin; answers since when its time counts */
    private static Percentiles run(int calls, int callers, Supplier<Caller> caller, IntToLongFunction begin)
            throws InterruptedException {
        double[] millis = new double[calls];
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < callers; i++)
            ends.add(threads.submit(() -> {
                try (Caller one = caller.get()) {
                    for (int nr = next.getAndIncrement(); nr < calls; nr = next.getAndIncrement()) {
                        long begun = begin.applyAsLong(nr);
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
