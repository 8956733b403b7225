package io.carillon.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.MethodRejection;
import akka.http.javadsl.server.RejectionHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.device.RootCause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns any failure of a request into the error envelope. */
final class Errors {
    private static final Logger log = LoggerFactory.getLogger(Errors.class);

    static final RejectionHandler REJECTIONS = RejectionHandler.newBuilder()
            .handleAll(
                    MethodRejection.class,
                    rejections -> Directives.complete(answer(Refusal.wrongMethod(rejections.stream()
                            .map(MethodRejection::supported)
                            .map(HttpMethod::value)
                            .distinct()
                            .toList()))))
            .handleNotFound(Directives.complete(answer(Refusal.NO_SUCH_PATH)))
            .build();

    static final ExceptionHandler EXCEPTIONS = ExceptionHandler.newBuilder()
            .matchAny(failure -> Directives.extractRequest(
                    request -> Directives.complete(answer(refusalOf(failure, RequestId.of(request))))))
            .build();

    private Errors() {}

    static HttpResponse answer(Refusal refusal) {
        return Answer.json(
                        StatusCodes.get(refusal.status()),
                        Answer.envelope(refusal.message(), refusal.code(), data(refusal)))
                .addHeaders(headers(refusal.headers()))
                .addAttribute(Answer.CODE, refusal.code());
    }

    private static ObjectNode data(Refusal refusal) {
        return refusal.field() == null ? Json.object() : Json.object().put("field", refusal.field());
    }

    /** Logs an answer of 5xx. */
    static void tell(int status, String requestId, String what) {
        if (status < 500) return;
        log.atWarn().addKeyValue("request_id", requestId).log("Answered {} to {}", status, what);
    }

    private static Refusal refusalOf(Throwable failure, String requestId) {
        Throwable cause = RootCause.unwrapped(failure);
        if (cause instanceof Refused refused) return refused.refusal();
        if (cause instanceof TimeoutException) return Refusal.UNAVAILABLE;
        log.atError()
                .addKeyValue("request_id", requestId)
                .setCause(cause)
                .log("A request failed with an internal error");
        return Refusal.UNAVAILABLE;
    }

    private static List<HttpHeader> headers(List<String> namesAndValues) {
        List<HttpHeader> headers = new ArrayList<>();
        for (int i = 0; i < namesAndValues.size(); i += 2)
            headers.add(HttpHeader.parse(namesAndValues.get(i), namesAndValues.get(i + 1)));
        return headers;
    }
}
