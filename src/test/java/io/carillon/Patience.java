package io.carillon;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.Extension;

/** How long tests wait for what they say nothing else of: no test fails because the machine is busy. Registered for all. */
public final class Patience implements Extension {
    private static final Duration AMPLE = Duration.ofMinutes(3);

    /** Made before the first class of tests is. */
    public Patience() {
        Awaitility.setDefaultTimeout(AMPLE);
        System.setProperty("akka.actor.testkit.typed.single-expect-default", AMPLE.toSeconds() + "s");
    }
}
