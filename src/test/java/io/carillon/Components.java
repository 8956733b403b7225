package io.carillon;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies of records that differ in one component, so that a test can ask of each whether it counts. */
public final class Components {
    private Components() {}

    /**
     * {@code base} with one component at a time from {@code other}, by the component's path, such as {@code dates.rrule}.
     * Within records, and lists of one record, components are changed one by one.
     */
    public static <R> Map<String, R> changed(R base, @Nullable Object other) {
        Map<String, R> copies = new LinkedHashMap<>();
        for (RecordComponent component : base.getClass().getRecordComponents()) {
            Object before = value(component, base);
            Object after = value(component, Objects.requireNonNull(other));
            if (Objects.equals(before, after))
                throw new IllegalArgumentException("two examples needed of " + component.getName());
            changedValues(before, after)
                    .forEach((path, value) -> copies.put(
                            path.isEmpty() ? component.getName() : component.getName() + "." + path,
                            with(base, component, value)));
        }
        return copies;
    }

    private static Map<String, @Nullable Object> changedValues(@Nullable Object before, @Nullable Object after) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (before instanceof List<?> list && list.size() == 1 && list.get(0) instanceof Record one)
            changed(one, ((List<?>) Objects.requireNonNull(after)).get(0))
                    .forEach((path, value) -> values.put(path, List.of(value)));
        else if (before instanceof Record record && record.getClass().getRecordComponents().length > 1)
            values.putAll(changed(record, after));
        else values.put("", after);
        return values;
    }

    @SuppressWarnings("unchecked")
    public static <R> R with(R base, RecordComponent changed, @Nullable Object value) {
        RecordComponent[] components = base.getClass().getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(one -> one.getName().equals(changed.getName()) ? value : value(one, base))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = base.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (R) constructor.newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static @Nullable Object value(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
