package io.carillon.schedule;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of a group's promise. What it does not name stays as it is stored (contract 1, <i>Request fields</i>).
 *
 * @param values of what is named; one that is named and has none is cleared
 */
public record PromiseEdit(Set<Part> named, Promise values) {
    /** A field that can be named by itself. */
    public enum Part {
        VALID_FOR,
        LATEST_ONLY,
        CONFIRM,
        RETRY_EVERY
    }

    public static final PromiseEdit NONE = new PromiseEdit(Set.of(), Promise.PLAIN);

    public PromiseEdit {
        named = Set.copyOf(named);
    }

    static PromiseEdit orNone(@Nullable PromiseEdit edit) {
        return edit == null ? NONE : edit;
    }

    Promise of(Promise stored) {
        return new Promise(
                from(Part.VALID_FOR, stored).validFor(),
                from(Part.LATEST_ONLY, stored).latestOnly(),
                from(Part.CONFIRM, stored).confirm(),
                from(Part.RETRY_EVERY, stored).retryEvery());
    }

    private Promise from(Part part, Promise stored) {
        return named.contains(part) ? values : stored;
    }
}
