package io.carillon.http;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A call of the API: a method on a path, and what answers it.
 *
 * @param template the path after the prefix, with a slash at the end; ids are in braces
 */
record Endpoint(HttpMethod method, String template, Answering answering) {
    /** @param ids those in the path, in order */
    interface Answering {
        CompletionStage<HttpResponse> answer(Call call, List<String> ids);
    }

    interface ByTwoIds {
        CompletionStage<HttpResponse> answer(Call call, String first, String second);
    }

    static Endpoint on(HttpMethod method, String template, Function<Call, CompletionStage<HttpResponse>> answer) {
        return new Endpoint(method, template, (call, ids) -> answer.apply(call));
    }

    static Endpoint on(
            HttpMethod method, String template, BiFunction<Call, String, CompletionStage<HttpResponse>> answer) {
        return new Endpoint(method, template, (call, ids) -> answer.apply(call, ids.get(0)));
    }

    static Endpoint on(HttpMethod method, String template, ByTwoIds answer) {
        return new Endpoint(method, template, (call, ids) -> answer.answer(call, ids.get(0), ids.get(1)));
    }

    List<String> segments() {
        return Arrays.asList(template.substring(1).split("/"));
    }
}
