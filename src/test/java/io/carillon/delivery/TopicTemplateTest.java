package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.schedule.DeviceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTemplateTest {
    @Test
    void theDeviceIdTakesItsPlace() {
        assertThat(TopicTemplate.DEFAULT.topic(new DeviceId("lamp-1"))).isEqualTo("c2d/lamp-1/commands");
    }

    @Test
    void theFilterMatchesEveryDevice() {
        assertThat(TopicTemplate.DEFAULT.filter()).isEqualTo("c2d/+/commands");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "c2d/commands", "c2d/+/{device_id}", "{device_id}/#", "$SYS/{device_id}", "{device_id}\0"})
    void aTemplateThatNamesNoSinglePublishableTopicIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicTemplate(text));
    }
}
