package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.ByHand.Kind;
import io.carillon.chaos.Finding.Rule;
import io.carillon.chaos.History.Answered;
import io.carillon.chaos.History.Fault;
import io.carillon.chaos.History.Heard;
import io.carillon.chaos.History.Line;
import io.carillon.chaos.Wish.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hand-made histories: one device {@code d}, whose task {@code t} is due at {@link #DUE} with payload {@code p}. */
class CheckerTest {
    private static final Instant DUE = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration GRACE = Duration.ofMinutes(2);

    private static final String FIRE_ID = "t-" + DUE.getEpochSecond();

    private final List<Wish> wishes = new ArrayList<>();
    private final List<ByHand> byHand = new ArrayList<>();
    private final List<Published> publishes = new ArrayList<>();
    private final List<Heard> heard = new ArrayList<>();
    private final List<Answered> answers = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Long> dueAt = new HashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();

    /** Asked for 30 s before, published and acknowledged half a second after. */
    CheckerTest() {
        wish(DUE, "p", Outcome.OK, -30, -29);
        publish("t", "p", 0.5);
        lines.add(new Line("d", FIRE_ID, "t", DUE, "DELIVERED"));
        dueAt.put("d", DUE.plus(Duration.ofDays(1)).toEpochMilli());
        groups.put("d", 1);
    }

    private static Instant after(double seconds) {
        return DUE.plusMillis((long) (seconds * 1000));
    }

    private static Window window(double from, double to) {
        return new Window(after(from), after(to));
    }

    private void wish(@Nullable Instant due, String payload, Outcome outcome, double from, double to) {
        wishes.add(new Wish("d", "t", due, payload, outcome, window(from, to)));
    }

    private void publish(String task, String payload, double at) {
        publishes.add(new Published(
                "d", task + "-" + DUE.getEpochSecond(), task, payload, DUE, after(at), after(at + 0.1), 0));
        heard.add(new Heard("d", task + "-" + DUE.getEpochSecond(), payload, after(at + 0.1)));
    }

    private void silence() {
        publishes.clear();
        heard.clear();
        lines.clear();
    }

    private void line(String verdict) {
        lines.clear();
        lines.add(new Line("d", FIRE_ID, "t", DUE, verdict));
    }

    private void breaks(Rule... rules) {
        assertThat(check()).extracting(Finding::rule).containsExactlyInAnyOrder(rules);
    }

    private List<Finding> check() {
        return Checker.check(new History(
                GRACE, wishes, byHand, publishes, heard, answers, faults, lines, dueAt, groups, after(200)));
    }

    @Test
    void what_was_called_for_and_came_is_fine() {
        breaks();
    }

    @Test
    void a_repeat_is_fine() {
        publish("t", "p", 20);
        breaks();
    }

    @Test
    void silence_is_a_loss() {
        silence();
        line("EXPIRED");
        faults.add(Fault.harmless("a node killed", window(-10, 5)));
        breaks(Rule.LOST);
    }

    @Test
    void a_publish_that_the_broker_never_acknowledged_is_a_loss() {
        publishes.set(0, new Published("d", publishes.get(0).fireId(), "t", "p", DUE, after(1), null, 0));
        line("EXPIRED");
        breaks(Rule.LOST);
    }

    @Test
    void a_refused_publish_is_a_loss() {
        publishes.set(0, publishes.get(0).acknowledged(after(1), 0x87));
        line("EXPIRED");
        breaks(Rule.LOST);
    }

    @Test
    void silence_through_an_outage_is_no_loss() {
        silence();
        line("EXPIRED");
        faults.add(Fault.stopping("database stopped", window(-5, 70)));
        breaks();
    }

    @Test
    void silence_through_an_outage_that_left_time_is_a_loss() {
        silence();
        line("EXPIRED");
        faults.add(Fault.stopping("database stopped", window(-5, 50)));
        breaks(Rule.LOST);
    }

    @Test
    void silence_after_a_deletion_is_fine() {
        wish(null, "", Outcome.OK, -10, -9);
        silence();
        dueAt.put("d", Long.MAX_VALUE);
        breaks();
    }

    @Test
    void a_deletion_of_unknown_outcome_allows_both() {
        wish(null, "", Outcome.UNKNOWN, -10, -9);
        breaks();
        silence();
        breaks();
    }

    @Test
    void a_deletion_that_was_refused_changes_nothing() {
        wish(null, "", Outcome.FAILED, -10, -9);
        silence();
        line("EXPIRED");
        faults.add(Fault.harmless("a node killed", window(-10, 5)));
        breaks(Rule.LOST);
    }

    @Test
    void a_creation_that_was_never_answered_may_ring() {
        wishes.set(0, new Wish("d", "", DUE, "p", Outcome.UNKNOWN, window(-30, -29)));
        breaks();
    }

    @Test
    void a_publish_after_the_deletion_was_answered_is_unjustified() {
        wish(null, "", Outcome.OK, -10, -9);
        dueAt.put("d", Long.MAX_VALUE);
        lines.clear();
        breaks(Rule.UNJUSTIFIED);
    }

    @Test
    void a_publish_while_the_deletion_is_under_way_is_fine() {
        wish(null, "", Outcome.OK, 0.2, 0.8);
        breaks();
    }

    @Test
    void a_publish_of_what_a_change_replaced_is_unjustified() {
        wish(DUE, "q", Outcome.OK, -10, -9);
        breaks(Rule.UNJUSTIFIED);
    }

    @Test
    void a_paused_node_may_publish_what_was_replaced_meanwhile() {
        wish(DUE, "q", Outcome.OK, -10, -9);
        faults.add(Fault.pausing("a node paused", window(-20, 10)));
        publish("t", "q", 0.2);
        breaks();
    }

    @Test
    void a_publish_that_nobody_ever_asked_for_is_unjustified() {
        publish("u", "p", 1);
        breaks(Rule.UNJUSTIFIED);
    }

    @Test
    void a_publish_before_its_time_is_early() {
        publishes.clear();
        publish("t", "p", -0.001);
        breaks(Rule.EARLY);
    }

    @Test
    void a_publish_after_its_grace_is_late() {
        publish("t", "p", 122);
        breaks(Rule.LATE);
    }

    @Test
    void another_payload_under_the_same_fire_id_breaks_identity() {
        wish(DUE, "q", Outcome.UNKNOWN, -10, -9);
        publish("t", "q", 1);
        breaks(Rule.IDENTITY);
    }

    @Test
    void another_fire_id_for_the_same_occurrence_breaks_identity() {
        Published first = publishes.get(0);
        publishes.add(new Published("d", "x-1", "t", "p", DUE, after(1), after(1.1), 0));
        heard.add(new Heard("d", "x-1", "p", after(1.1)));
        assertThat(first.fireId()).isNotEqualTo("x-1");
        breaks(Rule.IDENTITY);
    }

    @Test
    void an_occurrence_without_a_line_is_not_accounted_for() {
        lines.clear();
        breaks(Rule.ACCOUNTING);
    }

    @Test
    void a_line_that_nobody_called_for_is_not_accounted_for() {
        Instant before = DUE.minus(Duration.ofDays(1));
        lines.add(new Line("d", "t-" + before.getEpochSecond(), "t", before, "EXPIRED"));
        breaks(Rule.ACCOUNTING);
    }

    @Test
    void a_line_that_says_delivered_needs_the_brokers_word() {
        silence();
        line("DELIVERED");
        faults.add(Fault.stopping("database stopped", window(-5, 119)));
        breaks(Rule.ACCOUNTING);
    }

    @Test
    void nothing_is_withdrawn_that_no_request_touched() {
        line("WITHDRAWN");
        breaks(Rule.ACCOUNTING);
    }

    @Test
    void what_a_change_after_its_time_caught_is_withdrawn() {
        silence();
        wish(DUE, "q", Outcome.OK, 1, 2);
        line("WITHDRAWN");
        breaks();
    }

    @Test
    void a_row_beyond_the_next_due_breaks_the_cursor() {
        dueAt.put("d", DUE.plus(Duration.ofDays(1)).toEpochMilli() + 1);
        breaks(Rule.CURSOR);
    }

    @Test
    void a_device_without_its_row_breaks_the_cursor() {
        dueAt.clear();
        breaks(Rule.CURSOR);
    }

    @Test
    void a_minute_after_a_fault_lateness_is_normal_again() {
        silence();
        line("DELIVERED");
        publish("t", "p", 8);
        faults.add(Fault.harmless("a node killed", window(-90, -61)));
        breaks(Rule.HEALED);
    }

    @Test
    void within_a_minute_of_a_fault_it_may_be_later() {
        silence();
        line("DELIVERED");
        publish("t", "p", 8);
        faults.add(Fault.harmless("a node killed", window(-90, -59)));
        breaks();
    }

    private void byHand(Kind kind, Outcome outcome, double from, double to) {
        byHand.add(new ByHand("d", kind, DUE, outcome, window(from, to)));
    }

    @Test
    void what_was_skipped_in_time_is_silent_and_has_a_line_that_says_so() {
        byHand(Kind.SKIP, Outcome.OK, -20, -19);
        breaks(Rule.UNJUSTIFIED, Rule.ACCOUNTING);
        silence();
        breaks(Rule.ACCOUNTING);
        line("SKIPPED");
        breaks();
    }

    @Test
    void a_skip_of_unknown_outcome_or_too_late_allows_both() {
        for (Outcome outcome : List.of(Outcome.UNKNOWN, Outcome.OK)) {
            byHand.clear();
            byHand(Kind.SKIP, outcome, -1, outcome == Outcome.OK ? 1 : -0.5);
            breaks();
        }
        silence();
        line("SKIPPED");
        breaks();
    }

    @Test
    void nothing_is_skipped_that_nobody_skipped() {
        silence();
        line("SKIPPED");
        faults.add(Fault.harmless("a node killed", window(-10, 5)));
        breaks(Rule.LOST, Rule.ACCOUNTING);
    }

    private void run(double at) {
        Instant scheduled = after(at);
        String fireId = "t-run-" + scheduled.toEpochMilli();
        publishes.add(new Published("d", fireId, "t", "p", scheduled, after(at + 0.1), after(at + 0.2), 0));
        heard.add(new Heard("d", fireId, "p", after(at + 0.2)));
        lines.add(new Line("d", fireId, "t", scheduled, "DELIVERED"));
    }

    @Test
    void a_run_is_published_once() {
        byHand(Kind.RUN, Outcome.OK, -20, -19);
        run(-19.5);
        breaks();
    }

    @Test
    void a_run_that_never_came_is_a_loss() {
        byHand(Kind.RUN, Outcome.OK, -20, -19);
        breaks(Rule.LOST, Rule.ACCOUNTING);
        faults.add(Fault.stopping("database stopped", window(-20, 100)));
        breaks(Rule.ACCOUNTING);
    }

    @Test
    void a_repeated_run_that_ran_twice_is_doubled() {
        byHand(Kind.RUN, Outcome.OK, -20, -10);
        run(-19);
        run(-12);
        breaks(Rule.DOUBLED);
    }

    @Test
    void a_second_run_of_which_only_a_line_is_left_is_doubled_too() {
        byHand(Kind.RUN, Outcome.OK, -20, -10);
        run(-19);
        run(-12);
        publishes.remove(publishes.size() - 1);
        heard.remove(heard.size() - 1);
        Line second = lines.remove(lines.size() - 1);
        lines.add(new Line("d", second.fireId(), "t", second.scheduledAt(), "EXPIRED"));
        breaks(Rule.DOUBLED);
    }

    @Test
    void a_run_that_nobody_asked_for_is_unjustified() {
        run(-19);
        breaks(Rule.UNJUSTIFIED, Rule.ACCOUNTING);
    }

    @Test
    void a_run_of_unknown_outcome_allows_both() {
        byHand(Kind.RUN, Outcome.UNKNOWN, -20, -10);
        breaks();
        run(50);
        breaks();
    }

    @Test
    void a_retried_creation_that_is_there_twice_is_doubled() {
        groups.put("d", 2);
        breaks(Rule.DOUBLED);
    }

    @Test
    void what_the_broker_took_reaches_the_subscriber() {
        heard.clear();
        breaks(Rule.HEARD);
        faults.add(Fault.stopping("broker killed", window(1, 2)));
        breaks();
    }

    @Test
    void the_subscriber_hears_only_what_was_published() {
        heard.add(new Heard("d", "t-1", "p", after(1)));
        breaks(Rule.HEARD);
    }

    /** The same history for a device that is to answer. */
    private void ofDevice(String device, String verdict) {
        wishes.replaceAll(
                wish -> new Wish(device, wish.task(), wish.first(), wish.payload(), wish.outcome(), wish.during()));
        publishes.replaceAll(publish -> new Published(
                device,
                publish.fireId(),
                publish.task(),
                publish.payload(),
                publish.scheduledAt(),
                publish.publishedAt(),
                publish.acknowledgedAt(),
                publish.reason()));
        heard.replaceAll(one -> new Heard(device, one.fireId(), one.payload(), one.at()));
        lines.clear();
        lines.add(new Line(device, FIRE_ID, "t", DUE, verdict));
        dueAt.put(device, DUE.plus(Duration.ofDays(1)).toEpochMilli());
    }

    private void again(String device, double at) {
        publishes.add(new Published(device, FIRE_ID, "t", "p", DUE, after(at), after(at + 0.1), 0));
    }

    @Test
    void a_fifth_confirm_and_a_tenth_want_only_their_latest() {
        List<Promised> promised =
                IntStream.range(0, 100).mapToObj(n -> Promised.of("d-" + n)).toList();
        assertThat(promised.stream().filter(Promised::confirms)).hasSize(20);
        assertThat(promised.stream().filter(one -> one == Promised.LATEST_ONLY)).hasSize(10);
    }

    @Test
    void what_was_answered_is_confirmed_and_repeats_before_it_are_right() {
        ofDevice("d-6", "CONFIRMED");
        again("d-6", 6);
        answers.add(new Answered("d-6", FIRE_ID, after(8)));
        breaks();
    }

    @Test
    void who_answered_had_the_command_even_without_the_brokers_word() {
        ofDevice("d-1", "CONFIRMED");
        Published sent = publishes.get(0);
        publishes.set(0, new Published("d-1", FIRE_ID, "t", "p", DUE, sent.publishedAt(), null, 0));
        answers.add(new Answered("d-1", FIRE_ID, after(1)));
        breaks();
        answers.clear();
        breaks(Rule.LOST, Rule.ACCOUNTING, Rule.ANSWERED);
    }

    @Test
    void what_nobody_answered_is_not_confirmed() {
        ofDevice("d-16", "CONFIRMED");
        breaks(Rule.ANSWERED);
    }

    @Test
    void what_was_answered_in_time_is_not_unanswered_unless_a_fault_lost_the_answer() {
        ofDevice("d-1", "UNANSWERED");
        answers.add(new Answered("d-1", FIRE_ID, after(1)));
        breaks(Rule.ANSWERED);
        faults.add(Fault.harmless("node killed", window(0, 2)));
        breaks();
    }

    @Test
    void nothing_is_published_after_its_answer() {
        ofDevice("d-1", "CONFIRMED");
        answers.add(new Answered("d-1", FIRE_ID, after(1)));
        again("d-1", 5.5);
        breaks();
        again("d-1", 11);
        breaks(Rule.ANSWERED);
    }

    @Test
    void the_brokers_word_is_not_the_end_where_the_device_is_to_answer() {
        ofDevice("d-1", "DELIVERED");
        breaks(Rule.ANSWERED);
    }

    @Test
    void only_who_wants_the_latest_has_superseded_ones() {
        ofDevice("d-3", "SUPERSEDED");
        breaks();
        ofDevice("d-2", "SUPERSEDED");
        breaks(Rule.ANSWERED);
    }
}
