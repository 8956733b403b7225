package io.carillon.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import io.carillon.device.DeviceCommand.AskDevice;
import io.carillon.device.DeviceCommand.ChangeDevice;
import io.carillon.device.DeviceCommand.TurnedAway;
import io.carillon.device.DeviceCommand.Wake;
import io.carillon.schedule.ByHandChange;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.Caller;
import io.carillon.schedule.Change;
import io.carillon.schedule.Dates;
import io.carillon.schedule.DatesEdit;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import io.carillon.schedule.DeviceChange;
import io.carillon.schedule.DeviceEvent;
import io.carillon.schedule.DeviceEvent.ClockSetRight;
import io.carillon.schedule.DeviceEvent.DeviceCleared;
import io.carillon.schedule.DeviceEvent.DeviceSet;
import io.carillon.schedule.DeviceEvent.GroupCreated;
import io.carillon.schedule.DeviceEvent.GroupCreatedOnce;
import io.carillon.schedule.DeviceEvent.GroupDeleted;
import io.carillon.schedule.DeviceEvent.GroupSpent;
import io.carillon.schedule.DeviceEvent.GroupUpdated;
import io.carillon.schedule.DeviceEvent.InstantSkipped;
import io.carillon.schedule.DeviceEvent.InstantsBroughtBack;
import io.carillon.schedule.DeviceEvent.KeyRemembered;
import io.carillon.schedule.DeviceEvent.RunsCalledOff;
import io.carillon.schedule.DeviceEvent.RunsPlanned;
import io.carillon.schedule.DeviceEvent.TasksRun;
import io.carillon.schedule.DeviceEvent.UserBound;
import io.carillon.schedule.DeviceEvent.UserUnbound;
import io.carillon.schedule.DeviceEvent.ZoneSet;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.DeviceSettings;
import io.carillon.schedule.DeviceState;
import io.carillon.schedule.Edit;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupChange;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Input;
import io.carillon.schedule.KeyedPost;
import io.carillon.schedule.Limits;
import io.carillon.schedule.Location;
import io.carillon.schedule.Occurrence;
import io.carillon.schedule.OnceAt;
import io.carillon.schedule.Plain;
import io.carillon.schedule.Planned;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Promise;
import io.carillon.schedule.PromiseEdit;
import io.carillon.schedule.Query;
import io.carillon.schedule.Reply;
import io.carillon.schedule.Skip;
import io.carillon.schedule.Sun;
import io.carillon.schedule.Task;
import io.carillon.schedule.TaskDraft;
import io.carillon.schedule.TaskName;
import io.carillon.schedule.Upcoming;
import io.carillon.schedule.UserId;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import io.carillon.schedule.WeekMask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored or crosses nodes comes back equal through Akka's own serialization, with the settings of a node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredFormatTest {
    private static final Instant AT = Instant.parse("2026-10-25T00:30:00.123Z");
    private static final String BERLIN = "Europe/Berlin";
    private static final DeviceId DEVICE = new DeviceId("7c1544595:lamp_1");
    private static final GroupId ID = GroupId.of(new UUID(0x0198c2f1a2b37c4dL, 0x8e9fa0b1c2d3e4f5L), DEVICE);
    private static final TaskName NAME = TaskName.of(new UUID(0x0198c2f1a2b37c4eL, 0x8e9fa0b1c2d3e4f5L));
    private static final TaskName OTHER = TaskName.of(new UUID(0x0198c2f1a2b37c4fL, 0x8e9fa0b1c2d3e4f5L));
    private static final UserId USER = new UserId("user 1 \"ü\" ~");
    private static final Group GROUP = Plain.group(
            ID,
            new WeekMask(0b0101010),
            Dates.ALL,
            true,
            List.of(
                    Plain.task(NAME, "07", "5", "{\"switch\":1,\"名\":\"\\u00e9 😀\"}", AT, null),
                    Plain.task(OTHER, "22", "30", "[ ]\n", Wakeup.NEVER, null)),
            AT,
            AT.plusMillis(1));
    private static final Dates DATES = new Dates(
            LocalDate.of(2026, 6, 1),
            LocalDate.of(2026, 6, 30),
            List.of(LocalDate.of(2026, 6, 15), LocalDate.of(2026, 6, 14)),
            LocalDateTime.of(2026, 6, 2, 12, 0),
            "FREQ=DAILY",
            3600,
            true);
    private static final Sun SUN = new Sun(Sun.Event.DUSK, -15, LocalTime.of(16, 0), LocalTime.of(22, 30));
    private static final DeviceSettings SETTINGS = new DeviceSettings(
            new Location(52.52, 13.4),
            "Küche",
            Days.of(Map.of(LocalDate.of(2026, 12, 24), DayKind.NONE, LocalDate.of(2026, 12, 26), DayKind.SUNDAY)),
            LocalDateTime.of(2026, 6, 2, 12, 0, 30));
    private static final Calendar CALENDAR = new Calendar(new CalendarName("de.berlin"), 7);
    private static final DeviceSettings FOLLOWING = new DeviceSettings(null, null, Days.NONE, null, CALENDAR);
    private static final Group EVERYTHING = new Group(
            ID,
            WeekMask.EVERY_DAY,
            DATES,
            true,
            List.of(
                    new Task(NAME, "7", "5", "{}", AT, null, "09", SUN),
                    new Task(OTHER, "7", "5", "{}", AT, null, null, new Sun(Sun.Event.SUNRISE, null, null, null))),
            AT,
            AT,
            "Küche",
            new Promise(60, true, true, 30));
    private static final Group DATED = Plain.group(ID, WeekMask.ONCE, DATES, false, GROUP.tasks(), AT, AT);
    private static final Group ONCE = Plain.group(
            ID,
            WeekMask.ONCE,
            Dates.ALL,
            true,
            List.of(Plain.task(NAME, "7", "5", "{}", AT, AT.plusSeconds(9))),
            AT,
            AT);
    private static final List<Firing> VERDICTS = List.of(
            new Firing(new Occurrence(ID, NAME, AT), Verdict.DELIVERED, 2, AT.plusNanos(123_456), AT.plusSeconds(1)),
            new Firing(new Occurrence(ID, OTHER, AT), Verdict.WITHDRAWN, 0, null, null),
            new Firing(new Occurrence(ID, OTHER, AT), Verdict.EXPIRED, 0, null, null, "broker away", null));
    private static final Occurrence RUN = new Occurrence(ID, NAME, AT.plusSeconds(9), true);
    private static final Skip SKIP = new Skip(ID, AT.plusSeconds(9), AT.plusSeconds(99));
    private static final KeyedPost CREATION =
            new KeyedPost(null, "key 1", "c2hhMjU2", ID, List.of(NAME, OTHER), AT, null);
    private static final KeyedPost BY_HAND =
            new KeyedPost(USER, "key 2", "c2hhMjU3", ID, List.of(), AT, AT.plusSeconds(9));
    private static final DeviceState STATE = new DeviceState(
            BERLIN, List.of(GROUP), Set.of(USER, new UserId("u2")), List.of(CREATION), List.of(), List.of(), AT);

    private final ActorTestKit kit = ActorTestKit.create("StoredFormatTest", ConfigFactory.load("serialization"));
    private final Serialization serialization = SerializationExtension.get(Adapter.toClassic(kit.system()));
    private final ActorRef<AnswerTaken> askedBy =
            kit.<AnswerTaken>createTestProbe(AnswerTaken.class).ref();
    private final ActorRef<Reply> replyTo =
            kit.<Reply>createTestProbe(Reply.class).ref();
    private final ActorRef<TurnedAway> turnedAway =
            kit.createTestProbe(TurnedAway.class).ref();

    @BeforeAll
    void everyKindHasAnExample() {
        assertThat(kinds(events())).isEqualTo(cases(DeviceEvent.class));
        assertThat(kinds(changes())).isEqualTo(cases(Change.class));
        assertThat(kinds(queries())).isEqualTo(cases(Query.class));
        assertThat(kinds(replies())).isEqualTo(cases(Reply.class));
        assertThat(kinds(commands()))
                .isEqualTo(Arrays.stream(DeviceCommand.class.getDeclaredClasses())
                        .filter(kind -> !kind.isInterface())
                        .collect(Collectors.toSet()));
    }

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    Stream<DeviceEvent> events() {
        return Stream.of(
                new GroupCreated(GROUP, AT),
                new GroupCreatedOnce(new GroupCreated(GROUP, AT), CREATION),
                new GroupUpdated(GROUP, AT),
                new GroupUpdated(DATED, AT),
                new GroupDeleted(ID, AT),
                new InstantSkipped(ID, AT.plusSeconds(9), null, AT, null, null),
                new InstantSkipped(ID, AT.plusSeconds(9), AT.plusSeconds(99), AT, AT.minusMillis(1), BY_HAND),
                new TasksRun(ID, List.of(NAME, OTHER), AT, null, null, List.of()),
                new TasksRun(ID, List.of(NAME), AT, AT.minusMillis(1), BY_HAND, List.of(RUN)),
                new RunsPlanned(ID, List.of(NAME, OTHER), AT.plusSeconds(9), AT, null, List.of()),
                new RunsPlanned(ID, List.of(NAME), AT.plusSeconds(9), AT, BY_HAND, List.of(RUN)),
                new RunsCalledOff(ID, AT.plusSeconds(9), AT),
                new InstantsBroughtBack(ID, List.of(SKIP), AT.plusSeconds(99), AT),
                new ZoneSet(BERLIN, true, Set.of(NAME), List.of(new OnceAt(OTHER, AT)), AT),
                new ZoneSet("Mars/Olympus", false, Set.of(), List.of(), AT),
                new ZoneSet(null, true, Set.of(), List.of(), AT),
                new DeviceSet(BERLIN, SETTINGS, true, Set.of(NAME), List.of(new OnceAt(OTHER, AT)), AT, null),
                new DeviceSet(null, FOLLOWING, false, Set.of(), List.of(), AT, Set.of(NAME)),
                new DeviceSet(null, DeviceSettings.NONE, false, Set.of(), List.of(), AT, Set.of()),
                new GroupCreated(EVERYTHING, AT),
                new DeviceCleared(AT),
                new GroupSpent(ID, AT),
                new UserBound(USER, AT),
                new UserUnbound(USER, AT),
                new KeyRemembered(BY_HAND, AT),
                new ClockSetRight(AT, List.of(new OnceAt(NAME, Wakeup.NEVER)), List.of()),
                new ClockSetRight(AT, null, null));
    }

    Stream<Change> changes() {
        List<TaskDraft> drafts = List.of(
                new TaskDraft(Optional.of(NAME), OTHER, "07", "5", "{}"),
                new TaskDraft(Optional.empty(), OTHER, "7", "05", "[]", Edit.to("30"), Edit.to(SUN)));
        return Stream.of(
                Plain.create(ID, WeekMask.EVERY_DAY, Dates.ALL, Optional.empty(), drafts),
                Plain.create(ID, WeekMask.ONCE, DATES, Optional.of(false), drafts),
                new GroupChange.CreateGroupOnce(
                        Plain.create(ID, WeekMask.ONCE, Dates.ALL, Optional.empty(), drafts), "key 1"),
                Plain.update(ID, WeekMask.ONCE, DATES, false, drafts),
                new GroupChange.EditGroup(
                        ID,
                        Optional.of(WeekMask.ONCE),
                        new DatesEdit(
                                Edit.to(DATES.start()),
                                Edit.to(DATES.end()),
                                Edit.to(DATES.except()),
                                Edit.to(DATES.pausedUntil()),
                                Edit.to(DATES.rrule()),
                                Edit.to(null),
                                Edit.to(DATES.ignoreCalendar())),
                        Optional.of(false),
                        Optional.of(drafts),
                        Edit.to("Küche"),
                        new PromiseEdit(Edit.to(60), Edit.to(true), Edit.to(true), Edit.to(30))),
                Plain.edit(
                        ID,
                        Optional.empty(),
                        new DatesEdit(
                                Edit.unnamed(),
                                Edit.unnamed(),
                                Edit.unnamed(),
                                Edit.unnamed(),
                                Edit.unnamed(),
                                Edit.unnamed(),
                                Edit.unnamed()),
                        Optional.empty(),
                        Optional.empty()),
                new GroupChange.DeleteGroup(ID),
                new GroupChange.ChangeIfMatches(new GroupChange.DeleteGroup(ID), ID, Set.of("a", "b")),
                new ByHandChange.SkipNext(ID, Optional.empty()),
                new ByHandChange.SkipNext(ID, Optional.of("key 2")),
                new ByHandChange.RunNow(ID, Optional.empty(), Optional.empty()),
                new ByHandChange.RunNow(ID, Optional.of(NAME), Optional.of("key 2")),
                new ByHandChange.RunLater(ID, Optional.empty(), 1800, Optional.empty()),
                new ByHandChange.RunLater(ID, Optional.of(NAME), 1, Optional.of("key 2")),
                new ByHandChange.CallOffRuns(ID),
                new ByHandChange.UndoSkips(ID),
                Plain.zone(BERLIN),
                Plain.zone(null),
                Plain.device(
                        Edit.unnamed(),
                        Edit.to(SETTINGS.location()),
                        Edit.to(SETTINGS.label()),
                        Edit.to(SETTINGS.days()),
                        Edit.to(SETTINGS.pausedUntil())),
                Plain.following(CALENDAR),
                Plain.following(null),
                new DeviceChange.TakeCalendar(CALENDAR),
                new DeviceChange.ClearDevice(),
                new DeviceChange.BindUser(USER),
                new DeviceChange.UnbindUser(USER));
    }

    Stream<Reply> replies() {
        return Stream.concat(
                Stream.of(
                        new Reply.Done(),
                        new Reply.OneGroup(GROUP, false, null),
                        new Reply.OneGroup(GROUP, true, AT),
                        new Reply.Groups(List.of(GROUP)),
                        new Reply.Device(BERLIN, 1, DeviceSettings.NONE),
                        new Reply.Device(BERLIN, 1, SETTINGS),
                        new Reply.OneGroup(EVERYTHING, false, null),
                        new Reply.Bindings(List.of(USER)),
                        new Reply.Fires(
                                List.of(
                                        new Upcoming(ID, NAME, AT, "02:30 does not exist"),
                                        new Upcoming(ID, NAME, AT, null)),
                                VERDICTS),
                        new Reply.Preview(EVERYTHING, List.of(new Upcoming(ID, NAME, AT, "sun")))),
                Arrays.stream(Problem.values()).map(Reply.No::new));
    }

    Stream<CborSerializable> commands() {
        Caller listed = new Caller(USER, true, null);
        Caller claiming = new Caller(USER, false, false);
        return Stream.of(
                        changes().map(change -> new ChangeDevice(change, listed, AT, replyTo)),
                        queries().map(query -> new AskDevice(query, claiming, AT, replyTo)),
                        Stream.of(
                                new DeviceCommand.TakeAnswer(
                                        new Input.Answered("task-1", Verdict.FAILED, "stuck", AT), askedBy),
                                new DeviceCommand.Hail(),
                                new Wake(turnedAway),
                                new TurnedAway(new DeviceId("lamp"))))
                .flatMap(kind -> kind);
    }

    Stream<Query> queries() {
        return Stream.of(
                new Query.ReadGroup(ID),
                new Query.ListGroups(),
                new Query.ReadDevice(),
                new Query.ReadBindings(),
                new Query.ReadFires(ID, 20, null, null),
                new Query.ReadFires(null, 1000, AT, AT.plusSeconds(1)),
                new Query.PreviewGroup(
                        Plain.create(
                                ID,
                                WeekMask.EVERY_DAY,
                                Dates.ALL,
                                Optional.empty(),
                                List.of(new TaskDraft(
                                        Optional.empty(), OTHER, "7", "05", "[]", Edit.to("30"), Edit.to(SUN)))),
                        14));
    }

    @ParameterizedTest
    @MethodSource({"events", "commands", "replies"})
    void comesBackEqualFromCbor(Object message) {
        assertThat(serialization.findSerializerFor(message).identifier()).isEqualTo(33);
        assertThat(thereAndBack(message)).isEqualTo(message);
    }

    @Test
    void theStateComesBackEqual() {
        assertThat(thereAndBack(STATE)).isEqualTo(STATE);
        DeviceState busy = new DeviceState(
                null,
                List.of(ONCE),
                Set.of(),
                List.of(BY_HAND),
                List.of(new Occurrence(ID, NAME, AT, true), RUN),
                List.of(SKIP),
                AT,
                SETTINGS,
                List.of(new Planned(RUN, AT)));
        assertThat(thereAndBack(busy)).isEqualTo(busy);
        assertThat(thereAndBack(DeviceState.EMPTY)).isEqualTo(DeviceState.EMPTY);
    }

    @Test
    void idsAreStringsAndDaysANumber() throws IOException {
        JsonNode group = stored(new GroupCreated(GROUP, AT)).get("group");

        assertThat(group.get("id").textValue()).isEqualTo(ID.value());
        assertThat(group.get("days").intValue()).isEqualTo(0b0101010);
        assertThat(group.get("tasks").get(0).get("name").textValue()).isEqualTo(NAME.value());
        assertThat(group.get("createdAt").textValue()).isEqualTo("2026-10-25T00:30:00.123Z");
        assertThat(stored(new UserBound(USER, AT)).get("user").textValue()).isEqualTo(USER.value());
    }

    /** Nothing that a class merely computes is stored, else removing the method would look like a change of format. */
    @Test
    void onlyTheRecordsComponentsAreStored() throws IOException {
        JsonNode state = stored(STATE);

        assertThat(fields(state))
                .containsExactly(
                        "zone", "groups", "users", "creations", "runs", "skips", "lastEventAt", "settings", "planned");
        assertThat(fields(state.get("groups").get(0)))
                .containsExactly("id", "days", "dates", "enabled", "tasks", "createdAt", "updatedAt");
        assertThat(fields(state.get("groups").get(0).get("tasks").get(0)))
                .containsExactly("name", "hour", "minute", "commands", "effectiveFrom");
        assertThat(fields(state.get("creations").get(0))).containsExactly("key", "fingerprint", "group", "names", "at");
    }

    @Test
    void aFieldOfALaterVersionIsPassedOver() throws IOException {
        CBORMapper mapper = new CBORMapper();
        byte[] later = mapper.writeValueAsBytes(
                mapper.createObjectNode().put("at", "2026-10-25T00:30:00.123Z").put("why", "later"));

        assertThat(serialization
                        .deserialize(later, 33, DeviceCleared.class.getName())
                        .get())
                .isEqualTo(new DeviceCleared(AT));
    }

    /** A node of the version before sends it so during a rolling update. */
    @Test
    void aCreationThatDoesNotSayIsEnabled() throws IOException {
        Change create = Plain.create(ID, WeekMask.ONCE, Dates.ALL, Optional.empty(), List.of());
        ChangeDevice wish = new ChangeDevice(create, new Caller(USER, true, null), AT, replyTo);
        ObjectNode before = (ObjectNode) stored(wish);
        assertThat(((ObjectNode) before.get("change")).remove("enabled")).isNotNull();

        byte[] bytes = new CBORMapper().writeValueAsBytes(before);

        assertThat(serialization
                        .deserialize(bytes, 33, ChangeDevice.class.getName())
                        .get())
                .isEqualTo(wish);
    }

    /** Written before groups had dates: name and bytes, a line each. */
    @ParameterizedTest
    @MethodSource("storedBeforeDates")
    void whatWasStoredBeforeThereWereDatesIsRead(String line, Object expected) {
        String manifest = line.substring(0, line.indexOf(' '));
        byte[] bytes = Base64.getDecoder().decode(line.substring(line.indexOf(' ') + 1));

        assertThat(serialization.deserialize(bytes, 33, manifest).get()).isEqualTo(expected);
    }

    static Stream<Arguments> storedBeforeDates() throws IOException {
        List<?> expected = List.of(
                new GroupCreated(GROUP, AT),
                new GroupCreatedOnce(new GroupCreated(GROUP, AT), CREATION),
                new GroupUpdated(GROUP, AT),
                STATE);
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/stored/before-dates.txt"));
        assertThat(lines).hasSameSizeAs(expected);
        return IntStream.range(0, lines.size()).mapToObj(i -> Arguments.of(lines.get(i), expected.get(i)));
    }

    record Stranger(int number) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    @Test
    void javaSerializationIsOffBothWays() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(new Stranger(1));
        }

        assertThatThrownBy(() -> serialization.serialize(new Stranger(1)).get())
                .hasMessageContaining("allow-java-serialization");
        assertThatThrownBy(() ->
                        serialization.deserialize(bytes.toByteArray(), 1, "").get())
                .hasMessageContaining("allow-java-serialization");
    }

    /** A cluster message is at most 1 MiB, and a device can be listed from another node (design). */
    @Test
    void aDeviceAtItsLimitsFitsAClusterMessage() {
        String commands = "x".repeat(Limits.MAX_COMMAND_BYTES / Limits.MAX_TASKS);
        Task task = Plain.task(NAME, "07", "05", commands, Wakeup.NEVER, Wakeup.NEVER);
        GroupId id = GroupId.of(new UUID(-1, -1), new DeviceId("d".repeat(128)));
        List<Task> tasks = Collections.nCopies(Limits.MAX_TASKS / Limits.MAX_GROUPS, task);
        LocalDate day = LocalDate.of(2026, 12, 24);
        Dates dates = new Dates(day, day, Collections.nCopies(Dates.MAX_EXCEPT, day), day.atStartOfDay());
        Group group = Plain.group(id, WeekMask.EVERY_DAY, dates, true, tasks, Wakeup.NEVER, Wakeup.NEVER);

        Reply full = new Reply.Groups(Collections.nCopies(Limits.MAX_GROUPS, group));

        assertThat(serialization.serialize(full).get().length).isLessThan(768 * 1024);
    }

    private Object thereAndBack(Object message) {
        var serializer = serialization.findSerializerFor(message);
        return serialization
                .deserialize(
                        serialization.serialize(message).get(),
                        serializer.identifier(),
                        Serializers.manifestFor(serializer, message))
                .get();
    }

    private JsonNode stored(Object message) throws IOException {
        return new CBORMapper().readTree(serialization.serialize(message).get());
    }

    private static List<String> fields(JsonNode node) {
        return node.properties().stream().map(field -> field.getKey()).toList();
    }

    private static Set<Class<?>> kinds(Stream<?> examples) {
        return examples.map(Object::getClass).collect(Collectors.toSet());
    }

    /** The records of a sealed interface, those of a sealed one inside it too. */
    private static Set<Class<?>> cases(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(permitted ->
                        permitted.isInterface() ? cases(permitted).stream() : Stream.<Class<?>>of(permitted))
                .collect(Collectors.toSet());
    }
}
