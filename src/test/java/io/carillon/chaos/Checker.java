package io.carillon.chaos;

import static java.util.stream.Collectors.groupingBy;

import io.carillon.chaos.Finding.Rule;
import io.carillon.chaos.History.Fault;
import io.carillon.chaos.History.Heard;
import io.carillon.chaos.History.Line;
import io.carillon.chaos.History.Occurrence;
import io.carillon.chaos.History.Target;
import io.carillon.chaos.Wish.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges a history by the rules of {@link Rule}. Contract 3 is where they come from. */
final class Checker {
    /** What counts as "up together long enough": an overdue device is nudged every 30 s at least. */
    static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
    /** After the end of a fault. */
    static final Duration HEALING = Duration.ofSeconds(60);
    /** The contract's 2 s, and what two cores shared by three nodes and their judge add. */
    static final Duration NORMAL = Duration.ofSeconds(5);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final String SKIPPED = "SKIPPED";
    private static final String CONFIRMED = "CONFIRMED";
    private static final String UNANSWERED = "UNANSWERED";
    private static final String SUPERSEDED = "SUPERSEDED";
    private static final Set<String> TAKEN = Set.of("DELIVERED", "NO_SUBSCRIBER", CONFIRMED, UNANSWERED);

    /** From a device's sending an answer to the end of its publishes: two cores carry all of it. */
    private static final Duration ANSWER_HEARD = Duration.ofSeconds(5);

    private final History history;
    private final Calls calls;
    private final List<Occurrence> certain;
    private final Map<String, List<Published>> publishes;
    private final Map<String, Instant> answers = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private Checker(History history) {
        this.history = history;
        calls = new Calls(history);
        certain = calls.certain();
        publishes = history.publishes().stream().collect(groupingBy(Published::fireId));
        history.answers().forEach(answer -> answers.merge(answer.fireId(), answer.at(), Checker::min));
    }

    static List<Finding> check(History history) {
        Checker checker = new Checker(history);
        checker.lost();
        checker.unjustified();
        checker.timely();
        checker.identity();
        checker.accounting();
        checker.cursor();
        checker.healed();
        checker.doubled();
        checker.heard();
        checker.answered();
        return checker.findings;
    }

    private void lost() {
        for (Occurrence called : certain)
            if (of(called).stream().noneMatch(this::inTime)
                    && upLongEnough(called.at(), called.at().plus(history.grace()))) report(Rule.LOST, called);
        calls.runs().forEach((task, run) -> {
            if (run.outcome() == Outcome.OK
                    && runsOf(task).noneMatch(this::inTime)
                    && upLongEnough(
                            run.during().to().plus(run.in()),
                            run.during().from().plus(run.in()).plus(history.grace())))
                report(Rule.LOST, task + " by " + run);
        });
    }

    /** Who has answered had the command, even where the connection was gone before the broker's word. */
    private boolean inTime(Published publish) {
        Instant end = publish.scheduledAt().plus(history.grace()).plus(TICK);
        Instant answer = answers.get(publish.fireId());
        Instant taken = publish.accepted() ? publish.acknowledgedAt() : null;
        return answer != null && !answer.isAfter(end) || taken != null && !taken.isAfter(end);
    }

    private Stream<Published> runsOf(Target task) {
        return history.publishes().stream()
                .filter(publish -> publish.occurrence().run()
                        && publish.device().equals(task.device())
                        && publish.task().equals(task.task()));
    }

    private boolean upLongEnough(Instant due, Instant end) {
        Instant upSince = due;
        List<Window> outages = history.faults().stream()
                .filter(Fault::stops)
                .map(Fault::during)
                .sorted(Comparator.comparing(Window::from))
                .toList();
        for (Window outage : outages) {
            if (isLong(upSince, min(outage.from(), end))) return true;
            if (outage.to().isAfter(upSince)) upSince = outage.to();
        }
        return isLong(upSince, end);
    }

    private static boolean isLong(Instant from, Instant to) {
        return Duration.between(from, to).compareTo(LONG_ENOUGH) >= 0;
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void unjustified() {
        for (Published publish : history.publishes())
            if (!calls.justifies(publish) && !superseded(publish)) report(Rule.UNJUSTIFIED, publish);
    }

    /** A command that a paused node did not know to be superseded: counted, and no finding. */
    private boolean superseded(Published publish) {
        return calls.outdated(publish)
                && history.faults().stream()
                        .anyMatch(fault -> fault.pauses()
                                && !fault.during().beginsAfter(publish.publishedAt())
                                && !fault.during().endsBefore(publish.publishedAt()));
    }

    private void timely() {
        for (Published publish : history.publishes()) {
            if (publish.publishedAt().isBefore(publish.scheduledAt())) report(Rule.EARLY, publish);
            if (publish.publishedAt()
                    .isAfter(publish.scheduledAt().plus(history.grace()).plus(TICK))) report(Rule.LATE, publish);
        }
    }

    private void identity() {
        publishes.forEach((fireId, same) -> {
            Set<String> payloads = same.stream()
                    .filter(publish -> !superseded(publish))
                    .map(Published::payload)
                    .collect(Collectors.toSet());
            if (payloads.size() > 1) report(Rule.IDENTITY, fireId + " with payloads " + payloads);
        });
        for (Published publish : history.publishes())
            if (!publish.occurrence().fireId().equals(publish.fireId())) report(Rule.IDENTITY, publish);
    }

    private void accounting() {
        Map<Occurrence, Line> lines = new HashMap<>();
        for (Line line : history.lines()) {
            Occurrence at = line.occurrence();
            if (lines.put(at, line) != null) report(Rule.ACCOUNTING, "two lines: " + at);
            if (!calls.possible(at)) report(Rule.ACCOUNTING, "nobody called for it: " + line);
            if (TAKEN.contains(line.verdict())
                    && !answers.containsKey(at.fireId())
                    && of(at).stream().noneMatch(Published::accepted))
                report(Rule.ACCOUNTING, "the broker never took it: " + line);
            if (line.verdict().equals("WITHDRAWN") && !calls.touched(at))
                report(Rule.ACCOUNTING, "no request touched it: " + line);
            if (line.verdict().equals(SKIPPED) && !calls.maySkip(at))
                report(Rule.ACCOUNTING, "nobody skipped it: " + line);
        }
        for (Occurrence called : certain) if (!lines.containsKey(called)) report(Rule.ACCOUNTING, "no line: " + called);
        for (Occurrence skipped : calls.surelySkipped()) {
            Line line = lines.get(skipped);
            if (line == null || !line.verdict().equals(SKIPPED))
                report(Rule.ACCOUNTING, "skipped: " + skipped + ", the line: " + line);
        }
        calls.surelyRun()
                .filter(task -> history.lines().stream().noneMatch(line -> line.isRunOf(task)))
                .forEach(task -> report(Rule.ACCOUNTING, "no line: a run of " + task));
    }

    private void cursor() {
        Map<String, Instant> next = new HashMap<>();
        for (Target task : calls.byTask().keySet()) {
            Optional<Instant> due = calls.nextDue(task, history.readAt());
            due.ifPresent(at -> next.merge(task.device(), at, Checker::min));
        }
        next.forEach((device, due) -> {
            Long row = history.dueAt().get(device);
            if (row == null || row > due.toEpochMilli())
                report(Rule.CURSOR, device + " is next due at " + due + ", its row says " + row);
        });
    }

    private void healed() {
        for (Occurrence called : certain) {
            if (history.faults().stream().anyMatch(fault -> stillHeals(fault.during(), called.at()))) continue;
            Optional<Instant> first =
                    of(called).stream().map(Published::publishedAt).min(Comparator.naturalOrder());
            if (first.isEmpty() || first.get().isAfter(called.at().plus(NORMAL)))
                report(
                        Rule.HEALED,
                        called + " first published "
                                + first.map(Instant::toString).orElse("never"));
        }
    }

    private static boolean stillHeals(Window fault, Instant due) {
        return fault.meets(new Window(due.minus(HEALING), due.plus(NORMAL)));
    }

    /** Each of the driver's devices has at most one creation, and each creation one group; and at most one run. */
    private void doubled() {
        for (Target task : calls.runs().keySet()) {
            Stream<String> recorded =
                    history.lines().stream().filter(line -> line.isRunOf(task)).map(Line::fireId);
            Set<String> runs =
                    Stream.concat(runsOf(task).map(Published::fireId), recorded).collect(Collectors.toSet());
            if (runs.size() > 1) report(Rule.DOUBLED, "run once: " + runs);
        }
        history.groups().forEach((device, count) -> {
            if (count > 1) report(Rule.DOUBLED, device + " has " + count + " groups");
        });
    }

    private void heard() {
        Set<String> published =
                history.publishes().stream().map(Checker::content).collect(Collectors.toSet());
        Set<String> given = new HashSet<>();
        for (Heard heard : history.heard()) {
            String content = heard.fireId() + " " + heard.payload();
            given.add(content);
            if (!published.contains(content)) report(Rule.HEARD, "never published: " + heard);
        }
        for (Published publish : history.publishes())
            if (publish.accepted() && publish.reason() == 0 && !given.contains(content(publish)) && !brokerLoses())
                report(Rule.HEARD, "the subscriber was not given " + publish);
    }

    private void answered() {
        for (Line line : history.lines()) {
            Promised promised = Promised.of(line.device());
            Instant answer = answers.get(line.fireId());
            Instant end = line.scheduledAt().plus(history.grace());
            boolean inTime = answer != null && answer.isBefore(end.minus(ANSWER_HEARD));
            if (line.verdict().equals(SUPERSEDED) && promised != Promised.LATEST_ONLY)
                report(Rule.ANSWERED, "its group wants all: " + line);
            if (line.verdict().equals(CONFIRMED) && answer == null) report(Rule.ANSWERED, "nobody answered: " + line);
            if (line.verdict().equals(UNANSWERED) && inTime && isQuiet(line.scheduledAt(), end))
                report(Rule.ANSWERED, "answered at " + answer + ": " + line);
            if (promised.confirms() && line.verdict().equals("DELIVERED"))
                report(Rule.ANSWERED, "the broker's word is not the end: " + line);
        }
        for (Published publish : history.publishes()) {
            Instant answer = answers.get(publish.fireId());
            if (answer != null
                    && publish.publishedAt().isAfter(answer.plus(ANSWER_HEARD))
                    && isQuiet(answer, publish.publishedAt()))
                report(Rule.ANSWERED, "published after its answer: " + publish);
        }
    }

    /** No fault then, nor shortly before. */
    private boolean isQuiet(Instant from, Instant to) {
        Window during = new Window(from.minus(HEALING), to);
        return history.faults().stream().noneMatch(fault -> fault.during().meets(during));
    }

    /** A broker that is killed may forget what it acknowledged; there our promise has ended. */
    private boolean brokerLoses() {
        return history.faults().stream().anyMatch(fault -> fault.what().contains("broker killed"));
    }

    private static String content(Published publish) {
        return publish.fireId() + " " + publish.payload();
    }

    private List<Published> of(Occurrence called) {
        return publishes.getOrDefault(called.fireId(), List.of());
    }

    private void report(Rule rule, Object what) {
        findings.add(new Finding(rule, what.toString()));
    }
}
