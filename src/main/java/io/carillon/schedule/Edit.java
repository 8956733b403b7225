package io.carillon.schedule;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of one optional field: nothing, so that the stored value stays, or its new value.
 *
 * @param value null where the field is not named or is cleared
 */
public record Edit<T>(boolean named, @Nullable T value) {
    public static <T> Edit<T> unnamed() {
        return new Edit<>(false, null);
    }

    public static <T> Edit<T> to(@Nullable T value) {
        return new Edit<>(true, value);
    }

    static <T> Edit<T> orUnnamed(@Nullable Edit<T> edit) {
        return edit == null ? unnamed() : edit;
    }

    @Nullable
    T of(@Nullable T stored) {
        return named ? value : stored;
    }

    /** Whether the stored value satisfies it; true where it names none. */
    boolean allows(@Nullable T stored) {
        return !named || Objects.equals(value, stored);
    }
}
