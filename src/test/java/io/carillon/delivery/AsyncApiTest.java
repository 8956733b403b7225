package io.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.carillon.Command;
import io.carillon.device.Courier.Message;
import io.carillon.device.Notice;
import io.carillon.schedule.Firing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code asyncapi.json} says what is sent and taken. */
class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("src/main/resources/web/asyncapi.json");
    private static final Path MODULES = Path.of("target/lint/node_modules");

    private final JsonNode api = read();

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(DOCUMENT.toFile());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void asyncApisOwnParserFindsNoFault() throws IOException, InterruptedException {
        String missing = MODULES + "/@asyncapi/parser is missing: .ci/run installs it";
        boolean there = Files.isDirectory(MODULES.resolve("@asyncapi/parser"));
        if ("true".equals(System.getenv("CI"))) assertThat(there).as(missing).isTrue();
        assumeTrue(there, missing);
        assertThat(Command.run(new ProcessBuilder(
                        "node",
                        "src/test/resources/asyncapi.mjs",
                        MODULES.toAbsolutePath().toString(),
                        DOCUMENT.toString())))
                .contains("0 faults");
    }

    @Test
    void topicsAreTheDefaults() {
        assertThat(api.at("/channels/commands/address").asText()).isEqualTo(TopicTemplate.DEFAULT.text());
        assertThat(api.at("/channels/answers/address").asText()).isEqualTo(TopicTemplate.ANSWERS.text());
    }

    @Test
    void aCommandHasTheseProperties() {
        Firing firing = Notices.failed("lamp-7").firing();
        Message message = new Message(
                Notices.failed("lamp-7").device(),
                firing.occurrence(),
                "{}",
                Notices.DUE.plusSeconds(300),
                Duration.ofSeconds(30));
        Mqtt5Publish command =
                CommandPublish.of(message, CommandPublishTest.SETTINGS, Notices.DUE, CommandPublishTest.UNBOUNDED);
        List<String> sent = new ArrayList<>(List.of("responseTopic", "correlationData"));
        command.getUserProperties()
                .asList()
                .forEach(property -> sent.add(property.getName().toString()));
        assertThat(names(api.at("/components/messages/command/headers/properties")))
                .isEqualTo(new TreeSet<>(sent));
        assertThat(command.getContentType().map(Object::toString))
                .contains(api.at("/components/messages/command/contentType").asText());
    }

    @Test
    void answersAreTakenAsTheExamplesShow() {
        for (String message : List.of("answer", "plainAnswer", "here", "plainHere")) {
            JsonNode example = api.at("/components/messages/" + message + "/examples/0");
            var publish = Mqtt5Publish.builder().topic("d2c/lamp-7/answers");
            JsonNode correlation = example.at("/headers/correlationData");
            if (!correlation.isMissingNode())
                publish = publish.correlationData(
                        ByteBuffer.wrap(correlation.asText().getBytes(StandardCharsets.UTF_8)));
            JsonNode status = example.at("/headers/status");
            if (!status.isMissingNode())
                publish =
                        publish.userProperties().add("status", status.asText()).applyUserProperties();
            JsonNode payload = example.path("payload");
            publish = publish.payload(
                    (payload.isTextual() ? payload.asText() : payload.toString()).getBytes(StandardCharsets.UTF_8));
            assertThat(AnswerMessage.of(publish.build(), TopicTemplate.ANSWERS, Instant.EPOCH))
                    .as(message)
                    .hasValueSatisfying(
                            said -> assertThat(said.answer() == null).isEqualTo(message.endsWith("ere")));
        }
    }

    @Test
    void anEventHasTheseFields() throws IOException {
        Notice notice = Notices.failed("lamp-7");
        JsonNode event = new ObjectMapper().readTree(CloudEvent.of(notice));
        assertThat(names(api.at("/components/schemas/event/properties"))).isEqualTo(names(event));
        Set<String> firing = names(api.at("/components/schemas/firing/properties"));
        assertThat(firing).containsAll(names(event.path("data")));
        firing.removeAll(names(event.path("data")));
        assertThat(firing).containsExactly("reason");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
