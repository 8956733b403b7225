package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Explorers merge incarnations that are equal: a field that equality forgets would hide behaviours from them. */
class IncarnationTest {
    private static final Instant AT = Instant.parse("2026-06-01T12:00:00Z");
    private static final Occurrence RUN = new Occurrence(Schedules.groupId(1), Schedules.name("a"), AT, true);
    private static final Settle SETTLE = new Settle(AT, 1, AT, List.of());
    /** Derived from others, or set within a step only. */
    private static final Set<String> NO_PART = Set.of("agenda", "agendaOf", "pressed");

    private static final Caller ANN = new Caller(new UserId("ann"), true, null);

    private static final Map<Class<?>, Object> EXAMPLES = Map.ofEntries(
            Map.entry(long.class, 7L),
            Map.entry(int.class, 7),
            Map.entry(boolean.class, true),
            Map.entry(Instant.class, AT),
            Map.entry(DeviceState.class, DeviceState.EMPTY.withGroup(Schedules.group(1, WeekMask.ONCE), AT)),
            Map.entry(Map.class, Map.of(RUN, Attempt.NONE)),
            Map.entry(Set.class, Set.of(RUN)),
            Map.entry(List.class, List.of(new Input.Answered("a", Verdict.CONFIRMED, null, AT))),
            Map.entry(Input.Wish.class, new Input.Wish(new DeviceChange.ClearDevice(), ANN, AT)),
            Map.entry(Settle.class, SETTLE),
            Map.entry(
                    EventWrite.class,
                    Plain.write(
                            new DeviceEvent.DeviceCleared(AT),
                            AT,
                            AT,
                            List.of(),
                            Set.of(),
                            Set.of(),
                            true,
                            Edit.unnamed())));

    static Stream<Field> parts() {
        return Stream.of(Incarnation.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .filter(field -> !NO_PART.contains(field.getName()));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyFieldIsPartOfEquality(Field field) throws IllegalAccessException {
        Incarnation one = Incarnation.recovered(1, DeviceState.EMPTY);
        Incarnation other = one.copy();
        assertThat(other).isEqualTo(one);

        field.setAccessible(true);
        field.set(other, Optional.ofNullable(EXAMPLES.get(field.getType())).orElseThrow());
        assertThat(other).as(field.getName()).isNotEqualTo(one);
    }
}
