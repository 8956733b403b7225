package io.carillon.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers in the API's envelope what Akka HTTP's parser refuses. Named in {@code http.conf}. Logs nothing, since
 * malformed input may hold a token.
 */
public final class ParsingErrors extends ParsingErrorHandler {
    /** Akka HTTP looks for the instance by this name. */
    public static final ParsingErrors MODULE$ = new ParsingErrors();

    private static final int UNKNOWN_METHOD = 501;

    private ParsingErrors() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        boolean ours = status.intValue() < 500 || status.intValue() == UNKNOWN_METHOD;
        Refusal refusal = Refusal.malformed(ours ? status.intValue() : 400, error.summary());
        String id = RequestId.ours();
        Errors.tell(refusal.status(), id, "a malformed request");
        return Answer.common(Errors.answer(refusal), id);
    }
}
