package io.carillon.schedule;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A once-task's only instant, recomputed. Stored: names never change. */
public record OnceAt(TaskName task, Instant at) {
    static Map<TaskName, Instant> byTask(List<OnceAt> all) {
        Map<TaskName, Instant> instants = new HashMap<>();
        for (OnceAt one : all) instants.put(one.task(), one.at());
        return instants;
    }
}
