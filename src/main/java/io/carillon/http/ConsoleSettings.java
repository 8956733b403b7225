package io.carillon.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Locale;

/**
 * The settings that the console needs, signed in or not: the first day of the week, the service's zone and time, the
 * actions.
 */
record ConsoleSettings(ApiSettings settings, InstantSource clock) {
    HttpResponse answer() {
        ObjectNode json = Json.object()
                .put("week_starts_on", settings.weekStartsOn().name().toLowerCase(Locale.ROOT))
                .put("zone", settings.zone().getId())
                .put("now", clock.instant().toEpochMilli());
        json.set("actions", settings.actions().json());
        return Answer.bare(json).addHeader(Answer.NO_STORE);
    }
}
