package io.carillon.http;

import static akka.http.javadsl.model.HttpMethods.DELETE;
import static akka.http.javadsl.model.HttpMethods.GET;
import static akka.http.javadsl.model.HttpMethods.PATCH;
import static akka.http.javadsl.model.HttpMethods.POST;
import static akka.http.javadsl.model.HttpMethods.PUT;
import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.handleExceptions;
import static akka.http.javadsl.server.Directives.handleRejections;
import static akka.http.javadsl.server.Directives.mapRequest;
import static akka.http.javadsl.server.Directives.mapResponse;
import static akka.http.javadsl.server.Directives.mapRouteResultFuture;
import static akka.http.javadsl.server.Directives.pathEndOrSingleSlash;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.withRequestTimeoutResponse;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import io.carillon.device.Calendars;
import io.carillon.device.DeviceIndex;
import io.carillon.device.Devices;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The API's paths and methods (contract 1), each leading to its call in {@link Groups}, {@link Bindings}, {@link DeviceList} or {@link CalendarCalls}, its
 * description
 * for machines and for people, and the console. A directive asks for what is in it anew at every request, so what of
 * the API does not hang on the request is made once, from the inside out.
 */
public final class Api {
    /** The contract says 15 s, of which a key may take 3; Akka HTTP's own time-out, 14 s, is for what this one misses. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final AttributeKey<Body> BODY = AttributeKey.create("body", Body.class);

    private final Groups groups;
    private final Previews previews;
    private final Bindings bindings;
    private final DeviceList list;
    private final CalendarCalls calendars;
    private final Live live;
    private final Pages pages;
    private final ConsoleTerms consoleTerms;
    private final Tokens tokens;
    private final RateLimit rateLimit;
    private final ApiTerms terms;
    private final ActorSystem<?> system;
    private final Duration patience;
    private final RequestListener listener;

    public Api(
            Devices devices,
            DeviceIndex index,
            Calendars calendars,
            Tokens tokens,
            ApiTerms terms,
            InstantSource clock,
            ActorSystem<?> system,
            RequestListener listener,
            ClusterWatch watch) {
        this(devices, index, calendars, tokens, terms, clock, system, listener, watch, PATIENCE);
    }

    Api(
            Devices devices,
            DeviceIndex index,
            Calendars calendars,
            Tokens tokens,
            ApiTerms terms,
            InstantSource clock,
            ActorSystem<?> system,
            RequestListener listener,
            ClusterWatch watch,
            Duration patience) {
        this.groups = new Groups(devices, terms, new Ids(clock));
        this.previews = new Previews(devices, terms, new GroupBody(terms.weekStartsOn(), new Ids(clock)), clock);
        this.bindings = new Bindings(devices, calendars);
        this.list = new DeviceList(devices, index, system);
        this.calendars = new CalendarCalls(calendars, clock);
        this.live = new Live(watch, clock);
        this.pages = new Pages(system);
        this.consoleTerms = new ConsoleTerms(terms, clock);
        this.tokens = tokens;
        this.rateLimit = new RateLimit(terms.rateLimit(), System::nanoTime);
        this.terms = terms;
        this.system = system;
        this.listener = listener;
        this.patience = patience;
    }

    /** Answers every request, also those it has no path for. Needs the settings in {@code http.conf}. */
    public Route route() {
        Route inner = answered();
        return mapRequest(
                request -> RequestId.given(request).addAttribute(BODY, new Body(request, system)),
                () -> extractRequest(request -> withRequestTimeoutResponse(
                        late -> finished(request, Errors.answer(Refusal.UNAVAILABLE)),
                        () -> mapRouteResultFuture(
                                result -> result.thenCombine(body(request).drained(), (answered, drained) -> answered),
                                () -> mapResponse(answer -> finished(request, answer), () -> heard(request, inner))))));
    }

    private HttpResponse finished(HttpRequest request, HttpResponse answer) {
        Errors.tell(
                answer.status().intValue(),
                RequestId.of(request),
                RouteTemplate.method(request.method()) + " " + RouteTemplate.of(request));
        return Answer.common(terms.cors().on(request, answer), RequestId.of(request));
    }

    private Route answered() {
        Route all = concat(
                paths("v3"),
                paths("v3_1"),
                pages.file("openapi.json"),
                pages.file("asyncapi.json"),
                pages.folder("docs"),
                console(),
                pages.start());
        Route asked = extractRequest(request ->
                terms.cors().preflight(request).map(Directives::complete).orElse(all));
        Route understood = handleRejections(Errors.REJECTIONS, () -> asked);
        return handleExceptions(Errors.EXCEPTIONS, () -> understood);
    }

    private Route console() {
        Route told = on(GET, extractRequest(request -> complete(consoleTerms.answer())));
        Route followed = on(GET, serve("console", live::follow));
        return concat(
                under("console", under("terms.json", end(told)), under("events", end(followed))),
                pages.folder("console"));
    }

    private Route heard(HttpRequest request, Route inner) {
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
                () -> inner);
    }

    private Route paths(String prefix) {
        Calls calls = call -> serve(prefix, call);
        return under(
                prefix,
                under("schedule", tasks(calls), task(calls), preview(calls)),
                under(
                        "devices",
                        end(on(GET, calls.to(list::list))),
                        pathPrefix(segment(), device -> device(calls, device))),
                under(
                        "calendars",
                        end(on(GET, calls.to(calendars::list))),
                        pathPrefix(segment(), name -> calendar(calls, name))));
    }

    private Route calendar(Calls calls, String name) {
        return end(
                on(GET, calls.to(call -> calendars.read(call, name))),
                on(PUT, calls.to(call -> calendars.put(call, name))),
                on(DELETE, calls.to(call -> calendars.delete(call, name))));
    }

    private Route tasks(Calls calls) {
        return under("tasks", end(on(GET, calls.to(groups::list))));
    }

    private Route task(Calls calls) {
        return under(
                "task",
                end(on(POST, calls.to(groups::create))),
                pathPrefix(segment(), id -> concat(group(calls, id), fires(calls, id), byHand(calls, id))));
    }

    private Route preview(Calls calls) {
        return under("preview", end(on(POST, calls.to(previews::preview))));
    }

    private Route group(Calls calls, String id) {
        return end(
                on(GET, calls.to(call -> groups.read(call, id))),
                on(PUT, calls.to(call -> groups.update(call, id))),
                on(PATCH, calls.to(call -> groups.patch(call, id))),
                on(DELETE, calls.to(call -> groups.delete(call, id))));
    }

    private Route fires(Calls calls, String id) {
        return under("fires", end(on(GET, calls.to(call -> groups.fires(call, id)))));
    }

    private Route byHand(Calls calls, String id) {
        return concat(
                under(
                        "skip",
                        end(
                                on(POST, calls.to(call -> groups.skip(call, id))),
                                on(DELETE, calls.to(call -> groups.undoSkips(call, id))))),
                under(
                        "run",
                        end(
                                on(POST, calls.to(call -> groups.run(call, id))),
                                on(DELETE, calls.to(call -> groups.callOffRuns(call, id))))));
    }

    private Route device(Calls calls, String device) {
        return concat(
                end(
                        on(GET, calls.to(call -> bindings.device(call, device))),
                        on(PUT, calls.to(call -> bindings.edit(call, device))),
                        on(DELETE, calls.to(call -> bindings.clear(call, device)))),
                under("fires", end(on(GET, calls.to(call -> bindings.fires(call, device))))),
                under(
                        "bindings",
                        end(on(GET, calls.to(call -> bindings.list(call, device)))),
                        pathPrefix(segment(), user -> binding(calls, device, user))));
    }

    private Route binding(Calls calls, String device, String user) {
        return end(
                on(PUT, calls.to(call -> bindings.bind(call, device, user))),
                on(DELETE, calls.to(call -> bindings.unbind(call, device, user))));
    }

    private static Route under(String name, Route first, Route... others) {
        Route inner = concat(first, others);
        return pathPrefix(name, () -> inner);
    }

    private static Route end(Route first, Route... others) {
        Route inner = concat(first, others);
        return pathEndOrSingleSlash(() -> inner);
    }

    private static Route on(HttpMethod method, Route inner) {
        return Directives.method(method, () -> inner);
    }

    /** Path and method are in order; then the token, the rate, the body's size. The call sees to the rest. */
    private Route serve(String prefix, Function<Call, CompletionStage<HttpResponse>> call) {
        return extractRequest(request -> completeWithFuture(tokens.verify(Call.headers(request, "authorization"))
                .thenApply(rateLimit::admit)
                .thenComposeAsync(
                        token -> body(request)
                                .bytes()
                                .thenCompose(
                                        bytes -> inTime(call.apply(new Call(request, prefix, token, terms, bytes)))),
                        system.executionContext())));
    }

    private CompletionStage<HttpResponse> inTime(CompletionStage<HttpResponse> answer) {
        return answer.toCompletableFuture().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Body body(HttpRequest request) {
        return request.getAttribute(BODY).orElseThrow();
    }

    private interface Calls {
        Route to(Function<Call, CompletionStage<HttpResponse>> call);
    }
}
