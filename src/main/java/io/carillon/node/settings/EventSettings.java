package io.carillon.node.settings;

import io.carillon.delivery.TopicTemplate;
import io.carillon.delivery.WebhookSettings;
import io.carillon.schedule.Verdict;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of events (contract 1, <i>Events</i>): the verdicts told, and the targets; without any, none are told.
 *
 * @param of the verdicts told
 */
public record EventSettings(Set<Verdict> of, Optional<TopicTemplate> topic, Optional<WebhookSettings> webhook) {
    private static final String OF = "CARILLON_EVENTS_OF";
    private static final String TOPIC = "CARILLON_EVENTS_MQTT_TOPIC";
    private static final String WEBHOOK = "CARILLON_EVENTS_WEBHOOK";
    private static final String SECRET = "CARILLON_EVENTS_SECRET";
    private static final String CA = "CARILLON_EVENTS_TLS_CA";

    private static final Set<Verdict> ALL = EnumSet.complementOf(EnumSet.of(Verdict.WAITING));

    /** @throws WrongSetting naming the first variable that breaks its rule */
    public static EventSettings read(Variables variables, Settings.Mqtt mqtt) {
        Optional<TopicTemplate> topic =
                variables.text(TOPIC).map(text -> Settings.parsed(TOPIC, () -> TopicTemplate.ofEvents(text)));
        if (topic.isPresent()
                && (topic.get().overlaps(mqtt.topic()) || topic.get().overlaps(mqtt.answers())))
            throw new WrongSetting(TOPIC, "topics other than those of commands and answers expected");
        return new EventSettings(
                verdicts(variables.text(OF, "expired,failed,unanswered,no_subscriber")), topic, webhook(variables));
    }

    private static Set<Verdict> verdicts(String text) {
        if (text.strip().equals("all")) return ALL;
        return Arrays.stream(text.split(",", -1)).map(EventSettings::verdict).collect(Collectors.toUnmodifiableSet());
    }

    private static Verdict verdict(String text) {
        return ALL.stream()
                .filter(verdict -> verdict.text().equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> Variables.wrong(
                        OF,
                        "all, or some of " + ALL.stream().map(Verdict::text).collect(Collectors.joining(", "))
                                + " expected",
                        text));
    }

    private static Optional<WebhookSettings> webhook(Variables variables) {
        Optional<URI> url =
                variables.text(WEBHOOK).map(text -> Settings.parsed(WEBHOOK, () -> WebhookSettings.url(text)));
        if (url.isEmpty()) return Optional.empty();
        String secret = variables
                .secret(SECRET)
                .orElseThrow(() -> new WrongSetting(SECRET, "expected, as " + WEBHOOK + " is set"));
        return Optional.of(new WebhookSettings(
                url.get(),
                Settings.parsed(SECRET, () -> WebhookSettings.keys(secret)),
                variables.file(CA).map(file -> Settings.parsed(CA, () -> WebhookSettings.trust(file)))));
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return of + " to " + topic + " and " + webhook.map(to -> to.url().getHost());
    }
}
