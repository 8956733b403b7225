package io.carillon.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.delete;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.handleExceptions;
import static akka.http.javadsl.server.Directives.handleRejections;
import static akka.http.javadsl.server.Directives.mapResponse;
import static akka.http.javadsl.server.Directives.mapRouteResultFuture;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathEndOrSingleSlash;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.Directives.put;
import static akka.http.javadsl.server.Directives.withRequestTimeoutResponse;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import io.carillon.device.Devices;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The API's paths and methods (contract 1), each leading to its call in {@link Groups} or {@link Bindings}, its description
 * for machines and for people, and the console.
 */
public final class Api {
    /** The contract says 15 s; Akka HTTP's own time-out, 14 s, is for what this one misses. */
    private static final Duration PATIENCE = Duration.ofSeconds(13);

    private final Groups groups;
    private final Bindings bindings;
    private final Live live;
    private final Pages pages;
    private final ConsoleTerms consoleTerms;
    private final Tokens tokens;
    private final ApiTerms terms;
    private final ActorSystem<?> system;
    private final Duration patience;
    private final RequestListener listener;

    public Api(
            Devices devices,
            Tokens tokens,
            ApiTerms terms,
            InstantSource clock,
            ActorSystem<?> system,
            RequestListener listener,
            ClusterWatch watch) {
        this(devices, tokens, terms, clock, system, listener, watch, PATIENCE);
    }

    Api(
            Devices devices,
            Tokens tokens,
            ApiTerms terms,
            InstantSource clock,
            ActorSystem<?> system,
            RequestListener listener,
            ClusterWatch watch,
            Duration patience) {
        this.groups = new Groups(devices, terms, new Ids(clock));
        this.bindings = new Bindings(devices);
        this.live = new Live(watch);
        this.pages = new Pages(system);
        this.consoleTerms = new ConsoleTerms(terms, clock);
        this.tokens = tokens;
        this.terms = terms;
        this.system = system;
        this.listener = listener;
        this.patience = patience;
    }

    /** Answers every request, also those it has no path for. Needs the settings in {@code http.conf}. */
    public Route route() {
        return extractRequest(request -> {
            Incoming in = new Incoming(request, new Body(request, system));
            return withRequestTimeoutResponse(
                    late -> terms.cors().on(request, Errors.answer(Refusal.UNAVAILABLE)),
                    () -> mapRouteResultFuture(
                            result -> result.thenCombine(in.body().drained(), (answered, drained) -> answered),
                            () -> mapResponse(
                                    answer -> terms.cors().on(request, answer),
                                    () -> heard(request, () -> answered(in)))));
        });
    }

    private Route answered(Incoming in) {
        return handleExceptions(
                Errors.EXCEPTIONS,
                () -> handleRejections(Errors.REJECTIONS, () -> terms.cors()
                        .preflight(in.request())
                        .map(Directives::complete)
                        .orElseGet(() -> concat(
                                paths(in, "v3"),
                                paths(in, "v3_1"),
                                pages.file("openapi.json"),
                                pages.folder("docs"),
                                console(in)))));
    }

    private Route console(Incoming in) {
        return concat(
                pathPrefix(
                        "console",
                        () -> concat(
                                path("terms.json", () -> get(() -> complete(consoleTerms.answer()))),
                                path("events", () -> get(() -> serve(in, "console", live::follow))))),
                pages.folder("console"));
    }

    private Route heard(HttpRequest request, Supplier<Route> inner) {
        long began = System.nanoTime();
        return mapResponse(
                response -> {
                    listener.answered(new RequestListener.Answered(
                            RouteTemplate.method(request.method()),
                            RouteTemplate.of(request),
                            response.status().intValue(),
                            response.getAttribute(Answer.CODE).orElse(0),
                            Duration.ofNanos(System.nanoTime() - began)));
                    return response;
                },
                inner);
    }

    private Route paths(Incoming in, String prefix) {
        Calls calls = call -> serve(in, prefix, call);
        return pathPrefix(
                prefix,
                () -> concat(
                        pathPrefix("schedule", () -> concat(tasks(calls), task(calls))),
                        pathPrefix("devices", () -> pathPrefix(segment(), device -> device(calls, device)))));
    }

    private Route tasks(Calls calls) {
        return pathPrefix("tasks", () -> end(() -> get(() -> calls.to(groups::list))));
    }

    private Route task(Calls calls) {
        return pathPrefix(
                "task",
                () -> concat(
                        end(() -> post(() -> calls.to(groups::create))),
                        pathPrefix(segment(), id -> concat(group(calls, id), fires(calls, id), byHand(calls, id)))));
    }

    private Route group(Calls calls, String id) {
        return end(() -> concat(
                get(() -> calls.to(call -> groups.read(call, id))),
                put(() -> calls.to(call -> groups.update(call, id))),
                delete(() -> calls.to(call -> groups.delete(call, id)))));
    }

    private Route fires(Calls calls, String id) {
        return pathPrefix("fires", () -> end(() -> get(() -> calls.to(call -> groups.fires(call, id)))));
    }

    private Route byHand(Calls calls, String id) {
        return concat(
                pathPrefix("skip", () -> end(() -> post(() -> calls.to(call -> groups.skip(call, id))))),
                pathPrefix("run", () -> end(() -> post(() -> calls.to(call -> groups.run(call, id))))));
    }

    private Route device(Calls calls, String device) {
        return concat(
                end(() -> concat(
                        get(() -> calls.to(call -> bindings.device(call, device))),
                        put(() -> calls.to(call -> bindings.setZone(call, device))),
                        delete(() -> calls.to(call -> bindings.clear(call, device))))),
                pathPrefix(
                        "bindings",
                        () -> concat(
                                end(() -> get(() -> calls.to(call -> bindings.list(call, device)))),
                                pathPrefix(segment(), user -> binding(calls, device, user)))));
    }

    private Route binding(Calls calls, String device, String user) {
        return end(() -> concat(
                put(() -> calls.to(call -> bindings.bind(call, device, user))),
                delete(() -> calls.to(call -> bindings.unbind(call, device, user)))));
    }

    private static Route end(Supplier<Route> inner) {
        return pathEndOrSingleSlash(inner);
    }

    /** Path and method are in order; then the token, then the body's size. The call sees to the rest. */
    private Route serve(Incoming in, String prefix, Function<Call, CompletionStage<HttpResponse>> call) {
        return completeWithFuture(tokens.verify(Call.headers(in.request(), "authorization"))
                .thenComposeAsync(
                        token -> in.body()
                                .bytes()
                                .thenApply(bytes -> new Call(in.request(), prefix, token, terms, bytes)),
                        system.executionContext())
                .thenCompose(call)
                .toCompletableFuture()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    private record Incoming(HttpRequest request, Body body) {}

    private interface Calls {
        Route to(Function<Call, CompletionStage<HttpResponse>> call);
    }
}
