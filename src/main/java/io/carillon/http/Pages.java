package io.carillon.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.onSuccess;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathEnd;
import static akka.http.javadsl.server.Directives.pathEndOrSingleSlash;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.pathSingleSlash;
import static akka.http.javadsl.server.Directives.reject;
import static akka.http.javadsl.server.PathMatchers.remaining;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files of the class path's folder {@code web}, for browsers, without a token. A Content-Security-Policy confines them:
 * nothing from other origins, no inline script or style, no framing.
 */
final class Pages {
    private static final String FOLDER = "web/";
    private static final List<String> FILES = List.of("openapi.json", "asyncapi.json");
    private static final List<String> FOLDERS = List.of("docs", "console");
    private static final String INDEX = "index.html";
    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/?)+");

    private static final List<HttpHeader> BOUNDS = List.of(
            HttpHeader.parse(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                            + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                            + "frame-ancestors 'none'"),
            Answer.NO_SNIFF,
            HttpHeader.parse("X-Frame-Options", "DENY"),
            HttpHeader.parse("Referrer-Policy", "no-referrer"),
            HttpHeader.parse("Cross-Origin-Opener-Policy", "same-origin"));

    private final Map<String, PageFile> read = new ConcurrentHashMap<>();
    private final Executor blocking;

    Pages(ActorSystem<?> system) {
        blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    }

    Route route() {
        Stream<Route> files = FILES.stream().map(this::file);
        Stream<Route> folders = FOLDERS.stream().map(this::folder);
        return Stream.concat(files, folders).reduce(start(), (all, one) -> concat(one, all));
    }

    /** For metrics and the log: the file or the folder, without the rest of the path; empty for other paths. */
    static Optional<String> template(HttpRequest request) {
        String path = request.getUri().getPathString() + "/";
        return Stream.concat(FILES.stream(), FOLDERS.stream())
                .filter(name -> path.startsWith("/" + name + "/"))
                .findFirst()
                .map(name -> FILES.contains(name) ? "/" + name : "/" + name + "/");
    }

    /** The file {@code web/<name>} at {@code /<name>}. */
    private Route file(String name) {
        return pathPrefix(name, () -> pathEndOrSingleSlash(() -> get(() -> answer(name))));
    }

    /** The folder {@code web/<name>} at {@code /<name>/}; its {@code index.html} at the folder's own path. */
    private Route folder(String name) {
        return pathPrefix(
                name,
                () -> concat(
                        pathEnd(() -> get(() -> complete(toFolder(name)))),
                        path(remaining(), rest -> get(() -> answer(name + "/" + (rest.isEmpty() ? INDEX : rest))))));
    }

    /** Leads browsers from {@code /} to the console; for programs there is no such path. */
    private Route start() {
        Route toConsole = pathSingleSlash(() -> get(() -> complete(toFolder("console"))));
        return extractRequest(request -> asksForAPage(request) ? toConsole : reject());
    }

    private static boolean asksForAPage(HttpRequest request) {
        return request.getHeader("Accept")
                .filter(accepted -> accepted.value().contains("text/html"))
                .isPresent();
    }

    private static HttpResponse toFolder(String name) {
        return HttpResponse.create()
                .withStatus(StatusCodes.PERMANENT_REDIRECT)
                .addHeader(HttpHeader.parse("Location", name + "/"))
                .addHeaders(BOUNDS);
    }

    private Route answer(String name) {
        return extractRequest(request -> onSuccess(read(name), file -> file.map(
                        found -> complete(found.answer(request).addHeaders(BOUNDS)))
                .orElseGet(() -> reject())));
    }

    /** Only existing files are cached, so that clients cannot fill the memory with names. */
    private CompletionStage<Optional<PageFile>> read(String name) {
        PageFile known = read.get(name);
        if (known != null) return CompletableFuture.completedStage(Optional.of(known));
        if (!NAME.matcher(name).matches()) return CompletableFuture.completedStage(Optional.empty());
        return CompletableFuture.supplyAsync(() -> PageFile.read(FOLDER + name), blocking)
                .whenComplete((file, failure) -> {
                    if (file != null) file.ifPresent(found -> read.put(name, found));
                });
    }
}
