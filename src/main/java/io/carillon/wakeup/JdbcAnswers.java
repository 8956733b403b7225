package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import io.carillon.device.AnswerListener;
import io.carillon.device.AnsweringDevices;
import io.carillon.device.Answers;
import io.carillon.device.Outcome;
import io.carillon.schedule.Confirmation;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import io.carillon.schedule.Input;
import io.carillon.schedule.Verdict;
import io.carillon.schedule.Wakeup;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks answers up in the tables, many at a time (design, step 11). What the tables can settle brings no device into
 * memory; only answers to open commands go to their devices.
 */
public final class JdbcAnswers implements Answers {
    private static final int BATCH = 500;
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** The tolerated difference between nodes' clocks. */
    private static final Duration AHEAD = Duration.ofSeconds(5);

    /** @param key null where the device asks for open commands */
    private record Question(DeviceId device, FiringTable.@Nullable Key key, Input.@Nullable Answered answer) {}

    /** @param outcome empty where the device decides */
    private record Found(Optional<Outcome> outcome, @Nullable Duration after) {
        static Found settled(Outcome outcome) {
            return new Found(Optional.of(outcome), null);
        }
    }

    private static final Found OPEN = new Found(Optional.empty(), null);

    private final AnsweringDevices devices;
    private final InstantSource clock;
    private final ActorSystem<?> system;
    private final AnswerListener listener;
    private final Gathering<Question, Found> questions;

    public JdbcAnswers(
            Database database,
            AnsweringDevices devices,
            InstantSource clock,
            ActorSystem<?> system,
            AnswerListener listener) {
        this.devices = devices;
        this.clock = clock;
        this.system = system;
        this.listener = listener;
        Transactions transactions = new Transactions(database, system);
        questions =
                new Gathering<>(Gathering.whileBusy(BATCH), batch -> transactions.run(sql -> look(sql, batch)), system);
    }

    @Override
    public CompletionStage<Outcome> answered(DeviceId device, Input.Answered answer) {
        Optional<FiringTable.Key> key = FireIds.key(device, answer.fireId());
        if (key.isEmpty()) return CompletableFuture.completedFuture(told(Outcome.UNKNOWN, null));
        return resolve(new Question(device, key.get(), answer), answer, TRIES);
    }

    private CompletionStage<Outcome> resolve(Question question, Input.Answered answer, int tries) {
        return questions.ask(question).thenCompose(found -> {
            if (found.outcome().isPresent())
                return CompletableFuture.completedFuture(told(found.outcome().get(), found.after()));
            return devices.take(question.device(), answer).thenCompose(taken -> {
                if (taken.outcome() != null) return CompletableFuture.completedFuture(told(taken.outcome(), null));
                if (tries == 1) return CompletableFuture.completedFuture(told(Outcome.UNKNOWN, null));
                return Patterns.after(PAUSE, system, () -> resolve(question, answer, tries - 1));
            });
        });
    }

    @Override
    public CompletionStage<Outcome> here(DeviceId device) {
        return questions.ask(new Question(device, null, null)).thenApply(found -> {
            if (found.outcome().isEmpty()) devices.hail(device);
            return told(Outcome.HERE, null);
        });
    }

    private Outcome told(Outcome outcome, @Nullable Duration after) {
        listener.answered(outcome, after);
        return outcome;
    }

    /**
     * Rows are read before lines, so that a line written in between is seen. A line is turned only once, whatever other
     * transactions do: its device's row is locked and the line read again.
     */
    private List<Found> look(Sql sql, List<Question> batch) throws SQLException {
        WakeupTable wakeups = new WakeupTable(sql);
        Map<DeviceId, Wakeup> rows =
                wakeups.read(batch.stream().map(Question::device).distinct().toList());
        FiringTable table = new FiringTable(sql, Telling.of(system));
        Set<FiringTable.Key> keys = new HashSet<>();
        for (Question question : batch) if (question.key() != null) keys.add(question.key());
        Map<FiringTable.Key, Firing> lines = table.find(keys);
        Set<FiringTable.Key> unanswered = lines.entrySet().stream()
                .filter(line -> line.getValue().verdict() == Verdict.UNANSWERED)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        wakeups.lock(unanswered.stream()
                .map(key -> new DeviceId(key.device()))
                .distinct()
                .toList());
        lines.keySet().removeAll(unanswered);
        lines.putAll(table.find(unanswered));
        SortedMap<FiringTable.Key, Firing> turned = new TreeMap<>();
        List<Found> found = new ArrayList<>();
        for (Question question : batch) {
            Wakeup row = rows.getOrDefault(question.device(), Wakeup.NOTHING_OWED);
            FiringTable.Key key = question.key();
            found.add(
                    key == null
                            ? here(row)
                            : found(question, key, row, turned.getOrDefault(key, lines.get(key)), turned));
        }
        table.put(turned, lines);
        return found;
    }

    private Found here(Wakeup row) {
        return row.owedFrom().isAfter(clock.instant()) ? Found.settled(Outcome.HERE) : OPEN;
    }

    private Found found(
            Question question,
            FiringTable.Key key,
            Wakeup row,
            @Nullable Firing line,
            SortedMap<FiringTable.Key, Firing> turned) {
        Input.Answered answer = question.answer();
        if (answer == null) return Found.settled(Outcome.UNKNOWN);
        if (line == null || line.verdict() == Verdict.WAITING)
            return isOpen(row, answer) ? OPEN : Found.settled(Outcome.UNKNOWN);
        if (line.verdict().answered()) return Found.settled(Outcome.REPEATED);
        Confirmation missing = line.confirmation();
        if (line.verdict() != Verdict.UNANSWERED || missing == null || !missing.takes(answer.at()))
            return Found.settled(Outcome.UNKNOWN);
        turned.put(key, line.answered(answer));
        Instant published = line.publishedAt();
        return new Found(
                Optional.of(Outcome.LATE), published == null ? null : Duration.between(published, answer.at()));
    }

    /** A firing's id names a whole second; its instant may be up to a second later. */
    private boolean isOpen(Wakeup row, Input.Answered answer) {
        Instant second = FireIds.second(answer.fireId());
        return row.owedFrom().isBefore(second.plusSeconds(1))
                && !second.isAfter(clock.instant().plus(AHEAD));
    }
}
