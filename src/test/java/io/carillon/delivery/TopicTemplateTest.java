package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.schedule.DeviceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void aTemplateThatNamesNoSinglePublishableTopicOfADeviceIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.ofCommands(text));
    }

    @Test
    void everyPlaceholderOfCommandsTellsDevicesApart() {
        for (String hole : new String[] {"{device_id}", "{group_id}", "{task}", "{fire_id}"})
            assertThat(TopicTemplate.ofCommands("c2d/" + hole).text()).endsWith(hole);
    }

    @Test
    void eventsOfAllDevicesMayShareATopic() {
        assertThat(TopicTemplate.ofEvents("carillon/events").topic(new DeviceId("lamp-1")))
                .isEqualTo("carillon/events");
        assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.ofEvents("events/{device_id}/{task}"));
    }

    @ParameterizedTest
    @CsvSource({
        "c2d/{device_id}/commands, d2c/{device_id}/answers, false",
        "c2d/{device_id}/commands, c2d/{device_id}/commands, true",
        "c2d/{device_id}/commands, c2d/{device_id}/commands/{fire_id}, false",
        "c2d/{device_id}/{task}, c2d/{device_id}/answers, true",
        "c2d/{device_id}/x-{task}, c2d/{device_id}/answers, false",
        "c2d/{device_id}/a{task}s, c2d/{device_id}/answers, true",
        "{device_id}/a, b/{device_id}, true",
        "{device_id}/a, {device_id}/b, false",
        "x{device_id}/a, y{device_id}/a, false",
        "x{device_id}/a, xy{device_id}/a, true",
        "{device_id}x/a, {device_id}y/a, false",
        "devices/{device_id}, devices/{device_id}/answers, false"
    })
    void twoTemplatesOverlapWhereSomeTopicMayBeOfBoth(String one, String other, boolean overlap) {
        assertThat(new TopicTemplate(one).overlaps(new TopicTemplate(other))).isEqualTo(overlap);
        assertThat(new TopicTemplate(other).overlaps(new TopicTemplate(one))).isEqualTo(overlap);
    }

    @Test
    void aTopicOfAnswersTellsWhoseItIs() {
        TopicTemplate answers = TopicTemplate.ofAnswers("d2c/v1-{device_id}/answers");
        assertThat(answers.device("d2c/v1-lamp.7/answers")).contains(new DeviceId("lamp.7"));
        for (String strange :
                new String[] {"d2c/v1-/answers", "d2c/v2-lamp/answers", "d2c/v1-lamp/x", "d2c/v1-a b/answers"})
            assertThat(answers.device(strange)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"d2c/{device_id}/{device_id}", "d2c/{device_id}/{task}", "d2c/answers"})
    void aTopicOfAnswersNamesTheDeviceOnceAndNothingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.ofAnswers(text));
    }
}
