package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TaskTest {
    @Test
    void tasksOfManyDevicesShareTheTextsOfTheirTimes() {
        Task one = at(new String(new char[] {'0', '7'}), new String(new char[] {'3', '0'}));
        Task other = at(new String(new char[] {'0', '7'}), new String(new char[] {'3', '0'}));

        assertThat(one.hour()).isEqualTo("07").isSameAs(other.hour());
        assertThat(one.minute()).isEqualTo("30").isSameAs(other.minute());
    }

    private static Task at(String hour, String minute) {
        return Plain.task(new TaskName("t"), hour, minute, "{}", Instant.EPOCH, null);
    }
}
