package io.carillon.schedule;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bounded cache of the latest results of an expensive, pure function. */
final class Recent<K, V> {
    private final AtomicReferenceArray<@Nullable Answer<K, V>> answers;
    private final Function<K, V> function;

    private record Answer<K, V>(K key, V value) {}

    /** @param places a power of two */
    Recent(int places, Function<K, V> function) {
        this.answers = new AtomicReferenceArray<>(places);
        this.function = function;
    }

    V of(K key) {
        int hash = key.hashCode();
        int place = (hash ^ hash >>> 16) & answers.length() - 1;
        Answer<K, V> known = answers.get(place);
        if (known != null && known.key.equals(key)) return known.value;
        V value = function.apply(key);
        answers.set(place, new Answer<>(key, value));
        return value;
    }
}
