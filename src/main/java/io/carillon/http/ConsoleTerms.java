package io.carillon.http;

import akka.http.javadsl.model.HttpResponse;
import java.time.InstantSource;
import java.util.Locale;

/** What the console must know of the service, signed in or not: the week's first day, and the time that firings go by. */
record ConsoleTerms(ApiTerms terms, InstantSource clock) {
    HttpResponse answer() {
        return Answer.bare(Json.object()
                        .put("week_starts_on", terms.weekStartsOn().name().toLowerCase(Locale.ROOT))
                        .put("now", clock.instant().toEpochMilli()))
                .addHeader(Answer.NO_STORE);
    }
}
