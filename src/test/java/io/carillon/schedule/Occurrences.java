package io.carillon.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the occurrences met, so that sets of them are bit masks. The same instant of a task before and after a change
 * counts as two.
 */
final class Occurrences {
    private final Map<Version, Integer> numbers = new HashMap<>();
    private final List<Version> met = new ArrayList<>();

    /** @param event the number of the event that made its task what it is */
    private record Version(Occurrence occurrence, int event) {}

    int number(Occurrence occurrence, int event) {
        return numbers.computeIfAbsent(new Version(occurrence, event), fresh -> {
            if (met.size() == Lines.MOST) throw new AssertionError("more occurrences than bits");
            met.add(fresh);
            return met.size() - 1;
        });
    }

    int bit(Occurrence occurrence, int event) {
        return 1 << number(occurrence, event);
    }

    /** Which of these is a version of the occurrence; -1 if none is. */
    int among(int bits, Occurrence occurrence) {
        for (int k = 0; bits >>> k != 0; k++) if ((bits >>> k & 1) != 0 && get(k).equals(occurrence)) return k;
        return -1;
    }

    Occurrence get(int number) {
        return met.get(number).occurrence;
    }

    Instant at(int number) {
        return get(number).at();
    }
}
