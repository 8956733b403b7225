package io.carillon.schedule;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a request says of each part of a group's promise (contract 1, <i>Request fields</i>). */
public record PromiseEdit(
        Edit<Integer> validFor, Edit<Boolean> latestOnly, Edit<Boolean> confirm, Edit<Integer> retryEvery) {
    public static final PromiseEdit NONE =
            new PromiseEdit(Edit.unnamed(), Edit.unnamed(), Edit.unnamed(), Edit.unnamed());

    /** An older node's form must fail to parse, rather than pass for an edit that names nothing. */
    public PromiseEdit {
        Objects.requireNonNull(validFor);
    }

    static PromiseEdit orNone(@Nullable PromiseEdit edit) {
        return edit == null ? NONE : edit;
    }

    public Promise of(Promise stored) {
        return new Promise(
                validFor.of(stored.validFor()),
                Boolean.TRUE.equals(latestOnly.of(stored.latestOnly())),
                Boolean.TRUE.equals(confirm.of(stored.confirm())),
                retryEvery.of(stored.retryEvery()));
    }
}
