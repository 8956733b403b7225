package io.carillon.schedule;

import java.util.List;

/** One move of the wake-up protocol. */
public record Step(Incarnation next, List<Effect> effects) {
    public Step {
        effects = List.copyOf(effects);
    }
}
