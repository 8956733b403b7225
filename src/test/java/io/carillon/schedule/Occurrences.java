package io.carillon.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Numbers the occurrences met, so that sets of them are bit masks. */
final class Occurrences {
    private final Map<Occurrence, Integer> numbers = new HashMap<>();
    private final List<Occurrence> met = new ArrayList<>();

    int number(Occurrence occurrence) {
        return numbers.computeIfAbsent(occurrence, fresh -> {
            if (met.size() == 31) throw new AssertionError("more occurrences than bits");
            met.add(fresh);
            return met.size() - 1;
        });
    }

    int bit(Occurrence occurrence) {
        return 1 << number(occurrence);
    }

    /** All of the task that were met. */
    int of(GroupId group, TaskName task) {
        return those(one -> one.group().equals(group) && one.task().equals(task));
    }

    /** All of the group that were met. */
    int of(GroupId group) {
        return those(one -> one.group().equals(group));
    }

    private int those(Predicate<Occurrence> wanted) {
        int bits = 0;
        for (Occurrence one : met) if (wanted.test(one)) bits |= bit(one);
        return bits;
    }

    Occurrence get(int number) {
        return met.get(number);
    }

    Instant at(int number) {
        return met.get(number).at();
    }
}
