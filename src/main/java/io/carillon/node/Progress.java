package io.carillon.node;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that work is still in progress: after two seconds and then every ten. */
final class Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private Progress() {}

    interface Work<E extends Exception> {
        void run() throws E;
    }

    static <E extends Exception> void during(String what, Work<E> work) throws E {
        long began = System.nanoTime();
        ScheduledExecutorService lines = Executors.newSingleThreadScheduledExecutor(Progress::daemon);
        Future<?> saying = lines.scheduleAtFixedRate(
                () -> LOG.info("{}, {} s so far", what, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)),
                FIRST.toMillis(),
                EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            work.run();
        } finally {
            saying.cancel(false);
            lines.shutdown();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    }
}
