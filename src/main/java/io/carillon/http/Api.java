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
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.handleExceptions;
import static akka.http.javadsl.server.Directives.handleRejections;
import static akka.http.javadsl.server.Directives.mapRequest;
import static akka.http.javadsl.server.Directives.mapResponse;
import static akka.http.javadsl.server.Directives.mapRouteResultFuture;
import static akka.http.javadsl.server.Directives.pathEndOrSingleSlash;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.reject;
import static akka.http.javadsl.server.Directives.withRequestTimeoutResponse;
import static io.carillon.http.Endpoint.on;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import io.carillon.device.Calendars;
import io.carillon.device.DeviceIndex;
import io.carillon.device.Devices;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The API (contract 1): its calls, its description for machines and people, and the console. Akka HTTP calls the functions
 * of its directives at every request, so routes that do not depend on the request are built once, from the inside out.
 */
public final class Api {
    /**
     * The contract allows 15 s, of which fetching a key may take 3. Akka HTTP's own timeout, 14 s, catches what this
     * one misses.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Stands in metrics and the log for unknown methods and paths. */
    static final String OTHER = "other";

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

    private static final AttributeKey<Body> BODY = AttributeKey.create("body", Body.class);
    private static final AttributeKey<Endpoints.Found> FOUND = AttributeKey.create("found", Endpoints.Found.class);

    private final Endpoints endpoints;
    private final Live live;
    private final Pages pages;
    private final ConsoleSettings consoleSettings;
    private final Tokens tokens;
    private final RateLimit rateLimit;
    private final ApiSettings settings;
    private final ActorSystem<?> system;
    private final Duration patience;
    private final RequestListener listener;

    public Api(
            Devices devices,
            DeviceIndex index,
            Calendars calendars,
            Tokens tokens,
            ApiSettings settings,
            InstantSource clock,
            ActorSystem<?> system,
            RequestListener listener,
            ClusterWatch watch) {
        this(devices, index, calendars, tokens, settings, clock, system, listener, watch, PATIENCE);
    }

    Api(
            Devices devices,
            DeviceIndex index,
            Calendars calendars,
            Tokens tokens,
            ApiSettings settings,
            InstantSource clock,
            ActorSystem<?> system,
            RequestListener listener,
            ClusterWatch watch,
            Duration patience) {
        this.endpoints = new Endpoints(table(
                new GroupCalls(devices, settings, new Ids(clock)),
                new Previews(devices, settings, new GroupBody(settings.weekStartsOn(), new Ids(clock)), clock),
                new DeviceCalls(devices, calendars),
                new DeviceList(devices, index, system),
                new CalendarCalls(calendars, clock)));
        this.live = new Live(watch, clock);
        this.pages = new Pages(system);
        this.consoleSettings = new ConsoleSettings(settings, clock);
        this.tokens = tokens;
        this.rateLimit = new RateLimit(settings.rateLimit(), System::nanoTime);
        this.settings = settings;
        this.system = system;
        this.listener = listener;
        this.patience = patience;
    }

    private static List<Endpoint> table(
            GroupCalls groups, Previews previews, DeviceCalls devices, DeviceList list, CalendarCalls calendars) {
        return List.of(
                on(POST, "/schedule/task/", groups::create),
                on(GET, "/schedule/task/{group_id}/", groups::read),
                on(PUT, "/schedule/task/{group_id}/", groups::update),
                on(PATCH, "/schedule/task/{group_id}/", groups::patch),
                on(DELETE, "/schedule/task/{group_id}/", groups::delete),
                on(GET, "/schedule/tasks/", groups::list),
                on(GET, "/schedule/task/{group_id}/fires/", groups::fires),
                on(POST, "/schedule/task/{group_id}/skip/", groups::skip),
                on(DELETE, "/schedule/task/{group_id}/skip/", groups::undoSkips),
                on(POST, "/schedule/task/{group_id}/run/", groups::run),
                on(DELETE, "/schedule/task/{group_id}/run/", groups::callOffRuns),
                on(POST, "/schedule/preview/", previews::preview),
                on(GET, "/devices/", list::list),
                on(GET, "/devices/{device_id}/", devices::read),
                on(PUT, "/devices/{device_id}/", devices::edit),
                on(DELETE, "/devices/{device_id}/", devices::clear),
                on(GET, "/devices/{device_id}/fires/", devices::fires),
                on(GET, "/devices/{device_id}/bindings/", devices::bindings),
                on(PUT, "/devices/{device_id}/bindings/{user_id}/", devices::bind),
                on(DELETE, "/devices/{device_id}/bindings/{user_id}/", devices::unbind),
                on(GET, "/calendars/", calendars::list),
                on(GET, "/calendars/{name}/", calendars::read),
                on(PUT, "/calendars/{name}/", calendars::put),
                on(DELETE, "/calendars/{name}/", calendars::delete));
    }

    /** Answers every request, unknown paths included. Needs the settings in {@code http.conf}. */
    public Route route() {
        Route inner = answered();
        return mapRequest(
                this::opened,
                () -> extractRequest(request -> withRequestTimeoutResponse(
                        late -> finished(request, Errors.answer(Refusal.UNAVAILABLE)),
                        () -> mapRouteResultFuture(
                                result -> result.thenCombine(body(request).drained(), (answered, drained) -> answered),
                                () -> mapResponse(answer -> finished(request, answer), () -> heard(request, inner))))));
    }

    private HttpRequest opened(HttpRequest request) {
        HttpRequest opened = RequestId.given(request).addAttribute(BODY, new Body(request, system));
        return endpoints
                .find(request)
                .map(found -> opened.addAttribute(FOUND, found))
                .orElse(opened);
    }

    private HttpResponse finished(HttpRequest request, HttpResponse answer) {
        Errors.tell(answer.status().intValue(), RequestId.of(request), method(request) + " " + template(request));
        return Answer.common(settings.cors().on(request, answer), RequestId.of(request));
    }

    private Route answered() {
        Route all = concat(extractRequest(this::api), console(), pages.route());
        Route asked = extractRequest(request ->
                settings.cors().preflight(request).map(Directives::complete).orElse(all));
        Route understood = handleRejections(Errors.REJECTIONS, () -> asked);
        return handleExceptions(Errors.EXCEPTIONS, () -> understood);
    }

    private Route api(HttpRequest request) {
        Optional<Endpoints.Found> place = request.getAttribute(FOUND);
        if (place.isEmpty()) return reject();
        Endpoints.Found found = place.get();
        Endpoint.Answering endpoint = found.methods().get(request.method());
        return endpoint == null
                ? complete(Errors.answer(Refusal.wrongMethod(found.allowed())))
                : serve(request, found.prefix(), call -> endpoint.answer(call, found.ids()));
    }

    private Route console() {
        Route about = get(() -> complete(consoleSettings.answer()));
        Route news = get(() -> extractRequest(request -> serve(request, "console", live::follow)));
        return pathPrefix(
                "console",
                () -> concat(
                        pathPrefix("terms.json", () -> pathEndOrSingleSlash(() -> about)),
                        pathPrefix("events", () -> pathEndOrSingleSlash(() -> news))));
    }

    private Route heard(HttpRequest request, Route inner) {
        long began = System.nanoTime();
        return mapResponse(
                response -> {
                    listener.answered(new RequestListener.Answered(
                            method(request),
                            template(request),
                            response.status().intValue(),
                            response.getAttribute(Answer.CODE).orElse(0),
                            Duration.ofNanos(System.nanoTime() - began)));
                    return response;
                },
                () -> inner);
    }

    /** Path and method are valid; checks the token, the rate and the body's size. The call checks the rest. */
    private Route serve(HttpRequest request, String prefix, Function<Call, CompletionStage<HttpResponse>> call) {
        return completeWithFuture(tokens.verify(Call.headers(request, "authorization"))
                .thenApply(rateLimit::admit)
                .thenComposeAsync(
                        token -> body(request)
                                .bytes()
                                .thenCompose(
                                        bytes -> inTime(call.apply(new Call(request, prefix, token, settings, bytes)))),
                        system.executionContext()));
    }

    private CompletionStage<HttpResponse> inTime(CompletionStage<HttpResponse> answer) {
        return answer.toCompletableFuture().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String method(HttpRequest request) {
        String method = request.method().value();
        return METHODS.contains(method) ? method : OTHER;
    }

    /** The path's template. Their number is bounded, whatever clients send. */
    private static String template(HttpRequest request) {
        return request.getAttribute(FOUND)
                .map(Endpoints.Found::template)
                .or(() -> Pages.template(request))
                .orElse(OTHER);
    }

    private static Body body(HttpRequest request) {
        return request.getAttribute(BODY).orElseThrow();
    }
}
