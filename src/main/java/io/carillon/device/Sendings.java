package io.carillon.device;

import io.carillon.device.Courier.Sending;
import io.carillon.schedule.Occurrence;
import java.util.HashMap;
import java.util.Map;

/** A device's publishes under way, so that they can be recalled; mostly none. */
final class Sendings {
    private Map<Occurrence, Sending> underWay = Map.of();

    void begun(Occurrence occurrence, Sending sending) {
        if (underWay.isEmpty()) underWay = new HashMap<>();
        underWay.put(occurrence, sending);
    }

    void ended(Occurrence occurrence) {
        underWay.remove(occurrence);
        if (underWay.isEmpty()) underWay = Map.of();
    }

    void recall(Occurrence occurrence) {
        Sending sending = underWay.get(occurrence);
        if (sending != null) sending.recall();
    }

    void recallAll() {
        underWay.values().forEach(Sending::recall);
    }
}
