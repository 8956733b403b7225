package io.carillon.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.chaos.ByHand.Kind;
import io.carillon.chaos.Wish.Outcome;
import io.carillon.e2e.Answer;
import io.carillon.e2e.Json;
import io.carillon.e2e.Jwt;
import io.carillon.e2e.OutsideClient;
import io.carillon.e2e.Service;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A user's programs: they call through any node, repeat through the next what was not answered, and note what they
 * asked for. Every device has one group; every fifth POST is sent again though it was answered.
 */
final class Driver implements AutoCloseable {
    static final String POISON = "poison";

    private static final String ALL_DAYS = "1111111";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int WARMING = 60;

    /** Seconds until a run that is to come within the scenario, and until one that is called off before it would. */
    private static final int SOON = 3;

    private static final int MUCH_LATER = 3600;

    private static final int TASKS_OF_A_GROUP = 50;
    private static final String BALLAST = "{\"ballast\":\"" + "x".repeat(4_000) + "\"}";

    /** What a device of {@link #createHeavy} holds, at least. */
    static final int HEAVY_BYTES = (TASKS_OF_A_GROUP - 1) * BALLAST.length();

    private final List<OutsideClient> alice;
    private final List<OutsideClient> admin;
    private final Set<Integer> avoided = new HashSet<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger devices = new AtomicInteger();
    private final AtomicInteger payloads = new AtomicInteger();
    private final List<Wish> wishes = new CopyOnWriteArrayList<>();
    private final List<ByHand> byHand = new CopyOnWriteArrayList<>();
    private final ExecutorService programs = Executors.newFixedThreadPool(6);

    /** A group of this driver's, with its tasks in their order. */
    record Made(String device, String id, List<Task> tasks) {
        /** Tasks run daily. */
        Instant nextAfter(Instant moment) {
            return tasks.stream()
                    .map(task -> Wish.firstAfter(moment, task.due()))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    record Task(String name, Instant due, String payload) {}

    /** How a call and its repeats ended; the answer is there where one told. */
    private record Told(Outcome outcome, @Nullable Answer answer, Window during) {}

    Driver(List<URI> apis) {
        alice = apis.stream().map(api -> client(api, Jwt.of("alice"))).toList();
        admin = apis.stream().map(api -> client(api, Jwt.admin("root"))).toList();
    }

    private static OutsideClient client(URI api, Jwt token) {
        return new OutsideClient(api, "jwt " + token.sign(Service.SECRET));
    }

    /** Calls go through the others only. */
    synchronized void avoid(int node) {
        avoided.add(node);
    }

    synchronized void avoidNone() {
        avoided.clear();
    }

    List<Wish> wishes() {
        return List.copyOf(wishes);
    }

    List<ByHand> byHand() {
        return List.copyOf(byHand);
    }

    /** Cold nodes answer slowly: some devices with a group each that is not due in this run. */
    void warmUp() {
        create(WARMING, Instant.now().plus(Duration.ofHours(12)).truncatedTo(ChronoUnit.MINUTES));
    }

    /** That many new devices, each with a group that has a task for each of these times. */
    List<Made> create(int count, Instant... dues) {
        return create(count, Arrays.asList(dues));
    }

    List<Made> create(int count, List<Instant> dues) {
        List<Made> made = new CopyOnWriteArrayList<>();
        everywhere(
                IntStream.range(0, count).boxed().toList(),
                each -> createOne("d-" + devices.incrementAndGet(), dues, due -> payload(), made::add));
        return made;
    }

    /** Devices of some 200 KB, of whose tasks one is due then, and the others not in this run. */
    List<Made> createHeavy(int count, Instant due) {
        Instant later = due.plus(Duration.ofHours(12)).truncatedTo(ChronoUnit.MINUTES);
        List<Instant> dues = new ArrayList<>(Collections.nCopies(TASKS_OF_A_GROUP, later));
        dues.set(0, due);
        List<Made> made = new CopyOnWriteArrayList<>();
        everywhere(
                IntStream.range(0, count).boxed().toList(),
                each -> createOne(
                        "d-" + devices.incrementAndGet(), dues, at -> at.equals(due) ? payload() : BALLAST, made::add));
        return made;
    }

    private void createOne(String device, List<Instant> dues, Function<Instant, String> payload, Consumer<Made> made) {
        tell(admin, client -> client.put("/v3/devices/" + device + "/bindings/alice/"));
        List<String> commands = dues.stream().map(payload).toList();
        String[] tasks = IntStream.range(0, dues.size())
                .mapToObj(i -> task(device, "", dues.get(i), commands.get(i)))
                .toArray(String[]::new);
        String group = Json.newGroup(device, ALL_DAYS, tasks);
        byte[] body = (group.substring(0, group.length() - 1) + Promised.of(device).fields
                        + Said.of(device).fields(Instant.now(), dues.get(0)) + "}")
                .getBytes(UTF_8);
        Function<OutsideClient, Answer> post =
                client -> client.body("POST", Service.TASK, "application/json", body, "Idempotency-Key", device);
        Told told = tell(alice, post);
        if (isSentAgain(device)) same(told, tell(alice, post));
        List<Task> names = new ArrayList<>();
        for (int i = 0; i < dues.size(); i++) {
            String name = told.answer() == null
                    ? ""
                    : told.answer().data().path("tasks").path(i).path("name").asText();
            names.add(new Task(name, dues.get(i), commands.get(i)));
            wishes.add(new Wish(device, name, dues.get(i), commands.get(i), told.outcome(), told.during()));
        }
        if (told.answer() != null)
            made.accept(new Made(device, told.answer().data().path("group_id").asText(), names));
    }

    /** A device that nobody judges, with one task due then, whose command no broker of a {@link Cluster} takes. */
    void createPoison(Instant due) {
        tell(admin, client -> client.put("/v3/devices/" + POISON + "/bindings/alice/"));
        String commands = "{\"text\":\"" + "x".repeat(4 * Cluster.LARGEST_PAYLOAD - 100) + "\"}";
        byte[] body =
                Json.newGroup(POISON, ALL_DAYS, task(POISON, "", due, commands)).getBytes(UTF_8);
        tell(alice, client -> client.body("POST", Service.TASK, "application/json", body, "Idempotency-Key", POISON));
    }

    private static boolean isSentAgain(String device) {
        return device.endsWith("5") || device.endsWith("0");
    }

    private static void same(Told first, Told repeat) {
        if (first.answer() == null || repeat.answer() == null) return;
        if (!first.answer().data().equals(repeat.answer().data()))
            throw new AssertionError("one key, two answers: " + first.answer() + ", " + repeat.answer());
    }

    /** Gives every task of these groups other commands. */
    void alter(List<Made> groups) {
        change(groups, Task::due);
    }

    /** Gives every task of these groups another time, and other commands. */
    void move(List<Made> groups, Instant due) {
        change(groups, task -> due);
    }

    private void change(List<Made> groups, Function<Task, Instant> due) {
        everywhere(groups, group -> {
            List<Task> altered = group.tasks().stream()
                    .map(task -> new Task(task.name(), due.apply(task), payload()))
                    .toList();
            String[] tasks = altered.stream()
                    .map(task -> task(group.device(), task.name(), task.due(), task.payload()))
                    .toArray(String[]::new);
            Told told = tell(
                    alice, client -> client.put(Service.TASK + group.id() + "/", Json.change(ALL_DAYS, true, tasks)));
            for (Task task : altered) note(group, task, task.due(), told);
        });
    }

    void delete(List<Made> groups) {
        everywhere(groups, group -> {
            Told told = tell(alice, client -> client.delete(Service.TASK + group.id() + "/"));
            for (Task task : group.tasks()) note(group, task, null, told);
        });
    }

    /** Leaves out what these groups do next. */
    void skip(List<Made> groups) {
        byHand(groups, Kind.SKIP, "skip/");
    }

    /** Has these groups' commands published now, or in a moment. */
    void run(List<Made> groups) {
        everywhere(groups, group -> {
            int in = isSentAgain(group.device()) ? SOON : 0;
            Told told = run(group, Kind.RUN, in);
            noteByHand(group, Kind.RUN, told, Duration.ofSeconds(in));
        });
    }

    /** Plans to run these groups' commands, and calls that off. */
    void planAndCallOff(List<Made> groups) {
        everywhere(groups, group -> {
            Told planned = run(group, Kind.CALLED_OFF, MUCH_LATER);
            Told off = tell(alice, client -> client.delete(Service.TASK + group.id() + "/run/"));
            noteByHand(group, Kind.CALLED_OFF, off, Duration.ofSeconds(MUCH_LATER));
            if (planned.answer() == null) noteByHand(group, Kind.CALLED_OFF, planned, Duration.ofSeconds(MUCH_LATER));
        });
    }

    private Told run(Made group, Kind kind, int in) {
        byte[] body = (in == 0 ? "{}" : "{\"in\":" + in + "}").getBytes(UTF_8);
        String path = Service.TASK + group.id() + "/run/";
        Function<OutsideClient, Answer> post =
                client -> client.body("POST", path, "application/json", body, "Idempotency-Key", kind.name());
        Told told = tell(alice, post);
        if (isSentAgain(group.device())) tell(alice, post);
        return told;
    }

    private void noteByHand(Made group, Kind kind, Told told, Duration in) {
        Instant next = group.nextAfter(told.during().from());
        byHand.add(new ByHand(group.device(), kind, next, told.outcome(), told.during(), in));
    }

    private void byHand(List<Made> groups, Kind kind, String path) {
        everywhere(groups, group -> {
            Instant next = group.nextAfter(Instant.now());
            String[] key = {"Idempotency-Key", kind.name()};
            Function<OutsideClient, Answer> post =
                    client -> client.call("POST", Service.TASK + group.id() + "/" + path, key);
            Told told = tell(alice, post);
            if (isSentAgain(group.device())) tell(alice, post);
            byHand.add(new ByHand(group.device(), kind, next, told.outcome(), told.during()));
        });
    }

    private void note(Made group, Task task, @Nullable Instant due, Told told) {
        wishes.add(new Wish(group.device(), task.name(), due, task.payload(), told.outcome(), told.during()));
    }

    /** How many groups each device has now, as the API lists them. */
    Map<String, Integer> groups() {
        Map<String, Integer> counts = new HashMap<>();
        everywhere(wishes.stream().map(Wish::device).distinct().toList(), device -> {
            Told told = tell(alice, client -> client.get(Service.TASKS + "?device_id=" + device));
            if (told.answer() == null) throw new AssertionError("no list of " + device);
            JsonNode page = told.answer().data();
            synchronized (counts) {
                counts.put(device, page.path("count").asInt());
            }
        });
        return counts;
    }

    private String payload() {
        return "{\"n\":" + payloads.incrementAndGet() + "}";
    }

    private static String task(String device, String name, Instant due, String payload) {
        LocalTime at = LocalTime.ofInstant(due, Service.ZONE);
        String task = name.isEmpty() ? Json.task(at, payload) : Json.named(name, at, payload);
        return task.substring(0, task.length() - 1) + Said.of(device).ofTask() + "}";
    }

    private <T> void everywhere(List<T> all, Consumer<T> work) {
        CompletableFuture.allOf(all.stream()
                        .map(each -> CompletableFuture.runAsync(() -> work.accept(each), programs))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Repeats the call, through one node after the other, until an answer tells. */
    private Told tell(List<OutsideClient> clients, Function<OutsideClient, Answer> call) {
        Instant from = Instant.now();
        var attempts = new Attempts(clients, call);
        try {
            if (!attempts.once())
                await().pollInterval(Duration.ofMillis(300)).atMost(PATIENCE).until(attempts::once);
        } catch (ConditionTimeoutException nobodyTells) {
            return new Told(Outcome.UNKNOWN, null, new Window(from, Instant.now()));
        }
        return attempts.told(new Window(from, Instant.now()));
    }

    /** One call and its repeats. */
    private final class Attempts {
        private final List<OutsideClient> clients;
        private final Function<OutsideClient, Answer> call;
        private volatile boolean mayHaveHappened;
        private volatile @Nullable Answer answer;

        Attempts(List<OutsideClient> clients, Function<OutsideClient, Answer> call) {
            this.clients = clients;
            this.call = call;
        }

        boolean once() {
            try {
                Answer said = call.apply(clients.get(next()));
                if (said.status() < 500) {
                    answer = said;
                    return true;
                }
            } catch (UncheckedIOException gone) {
                // its outcome is as unknown as that of a 503
            }
            mayHaveHappened = true;
            return false;
        }

        Told told(Window during) {
            Answer said = answer;
            if (said == null) return new Told(Outcome.UNKNOWN, null, during);
            // what was deleted by an earlier attempt is not found by the next
            boolean done = said.status() == 200 || (mayHaveHappened && said.status() == 404);
            if (!done) throw new AssertionError("refused: " + said);
            return new Told(Outcome.OK, said, during);
        }
    }

    private synchronized int next() {
        int node = Math.floorMod(turns.incrementAndGet(), alice.size());
        while (avoided.contains(node)) node = Math.floorMod(turns.incrementAndGet(), alice.size());
        return node;
    }

    @Override
    public void close() {
        programs.shutdownNow();
    }
}
