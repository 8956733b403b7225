package io.carillon.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.schedule.Dates;
import io.carillon.schedule.Edit;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.GroupFields;
import io.carillon.schedule.Promise;
import io.carillon.schedule.TaskDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No field of a group is forgotten between a request and its answer; {@code schedule.GroupFieldsTest} has the rest. */
class GroupFieldsTest {
    private static final Path WEB = Path.of("src/main/resources/web");
    /** Only the entity knows them. */
    private static final List<String> NOT_SHOWN = List.of("tasks.effectiveFrom", "tasks.once");

    private static final View VIEW =
            new View(new ApiSettings(Served.ZONE, DayOfWeek.SUNDAY, false, Cors.OFF, 0, ConsoleActions.ON_AND_OFF));
    private static final GroupBody BODIES = new GroupBody(DayOfWeek.SUNDAY, new Ids(InstantSource.system()));

    @Test
    void everyFieldIsShown() {
        JsonNode base = VIEW.group(GroupFields.BASE);
        GroupFields.changed().forEach((field, group) -> {
            if (NOT_SHOWN.contains(field))
                assertThat(VIEW.group(group)).as(field).isEqualTo(base);
            else assertThat(VIEW.group(group)).as(field).isNotEqualTo(base);
        });
    }

    @Test
    void aBodyIsReadAsItIsShown() {
        GroupFields.changed()
                .forEach((field, group) -> assertRead(field, BODIES.create(Field.body(body(group))), group));
    }

    @Test
    void aPutNamesEveryField() {
        GroupFields.changed().forEach((field, group) -> {
            var edit = BODIES.update(Field.body(body(group))).apply(group.id());
            assertThat(edit.days()).as(field).contains(group.days());
            assertThat(edit.enabled()).as(field).contains(group.enabled());
            assertThat(edit.dates().of(Dates.ALL)).as(field).isEqualTo(group.dates());
            assertThat(edit.label().value()).as(field).isEqualTo(group.label());
            assertThat(edit.promise().of(Promise.PLAIN)).as(field).isEqualTo(group.promised());
        });
    }

    private static void assertRead(String field, CreateGroup read, Group group) {
        TaskDraft task = read.tasks().get(0);
        CreateGroup wanted = new CreateGroup(
                read.id(),
                group.days(),
                group.dates(),
                Optional.of(group.enabled()),
                group.tasks().stream()
                        .map(one -> new TaskDraft(
                                task.keeps(),
                                task.fresh(),
                                one.hour(),
                                one.minute(),
                                one.commands(),
                                Edit.to(one.second()),
                                Edit.to(one.sun())))
                        .toList(),
                Edit.to(group.label()),
                group.promised());
        assertThat(read).as(field).isEqualTo(wanted);
    }

    @Test
    void aFormIsReadAsJsonIs() {
        GroupFields.changed().forEach((field, group) -> assertThat(
                        Forms.read(DescribedApi.form(body(group)).getBytes(UTF_8)))
                .as(field)
                .hasToString(body(group).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NewGroup", "ChangedGroup", "GroupPatch", "PreviewedGroup"})
    void everyFieldOfARequestIsDescribed(String schema) throws IOException {
        ObjectNode body = body(GroupFields.BASE);
        if (!schema.equals("NewGroup") && !schema.equals("PreviewedGroup")) body.remove("device_id");
        assertDescribed(body, schema);
    }

    @Test
    void everyFieldOfAnAnswerIsDescribed() throws IOException {
        assertDescribed(VIEW.group(GroupFields.BASE), "Group");
    }

    private static void assertDescribed(JsonNode value, String name) throws IOException {
        JsonNode document =
                new ObjectMapper().readTree(WEB.resolve("openapi.json").toFile());
        assertDescribed(value, document.at("/components/schemas/" + name), document, name);
    }

    private static void assertDescribed(JsonNode value, JsonNode schema, JsonNode document, String path) {
        if (schema.has("$ref")) {
            String at = schema.get("$ref").textValue().substring(1);
            assertDescribed(value, document.at(at), document, path);
        } else if (schema.has("anyOf")) {
            assertDescribed(value, schema.get("anyOf").get(0), document, path);
        } else {
            if (value.isArray())
                value.forEach(one -> assertDescribed(one, schema.path("items"), document, path + "[]"));
            value.properties().forEach(member -> {
                assertThat(schema.path("properties").has(member.getKey()))
                        .as(path + "." + member.getKey())
                        .isTrue();
                assertDescribed(
                        member.getValue(),
                        schema.path("properties").path(member.getKey()),
                        document,
                        path + "." + member.getKey());
            });
        }
    }

    /** By this list the console's form, its merge of two people's changes and its undo know the fields. */
    @Test
    void everyFieldIsInTheConsolesEditor() throws IOException {
        String listed = Files.readString(WEB.resolve("console").resolve("group.js"));
        Set<String> missing = new TreeSet<>();
        body(GroupFields.BASE).fieldNames().forEachRemaining(missing::add);
        missing.remove("device_id");
        missing.removeIf(
                name -> Pattern.compile("\\b" + name + "\\b").matcher(listed).find());

        assertThat(missing).isEmpty();
    }

    /** The body that makes the group that the view shows. */
    private static ObjectNode body(Group group) {
        ObjectNode body = VIEW.group(group);
        body.remove(List.of("group_id", "create_time", "update_time"));
        body.put("device_id", group.id().device().value());
        ArrayNode tasks = (ArrayNode) body.get("tasks");
        tasks.forEach(task -> {
            ((ObjectNode) task).remove("name");
            ((ObjectNode) task).setAll((ObjectNode) ((ObjectNode) task).remove("crontab"));
        });
        return body;
    }
}
