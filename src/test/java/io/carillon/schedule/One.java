package io.carillon.schedule;

import java.util.HashMap;
import java.util.Map;

/** The one object of its value: equal means identical, so that states made of these are compared and hashed fast. */
final class One<T> {
    final int id;
    final T value;

    private One(int id, T value) {
        this.id = id;
        this.value = value;
    }

    @Override
    public int hashCode() {
        return id * 0x9E3779B9;
    }

    @Override
    public String toString() {
        return value.toString();
    }

    /** All values met in one exploration. */
    static final class Pool {
        private final Map<Object, One<?>> met = new HashMap<>();

        @SuppressWarnings("unchecked") // a One is only ever stored under its own value
        <T> One<T> of(T value) {
            return (One<T>) met.computeIfAbsent(value, fresh -> new One<>(met.size(), value));
        }
    }
}
