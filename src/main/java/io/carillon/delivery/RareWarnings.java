package io.carillon.delivery;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;

/** A line for the first failure of each kind, and then, as long as there are more, one a round that says how many. */
final class RareWarnings {
    private final Logger log;
    private final Map<String, Kind> kinds = new HashMap<>();

    private static final class Kind {
        private long more;
        private String why = "";
    }

    RareWarnings(Logger log) {
        this.log = log;
    }

    /** @param kind one of a few */
    void warn(String kind, String why) {
        synchronized (this) {
            Kind told = kinds.get(kind);
            if (told != null) {
                told.more++;
                told.why = why;
                return;
            }
            kinds.put(kind, new Kind());
        }
        log.warn("{}: {}", kind, why);
    }

    /** To be called every few seconds. */
    synchronized void round() {
        kinds.values().removeIf(kind -> kind.more == 0);
        kinds.forEach((kind, told) -> {
            log.warn("{}, {} more times, the last: {}", kind, told.more, told.why);
            told.more = 0;
        });
    }
}
