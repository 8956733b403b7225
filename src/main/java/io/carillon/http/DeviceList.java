package io.carillon.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.device.DeviceIndex;
import io.carillon.device.DeviceIndex.Listed;
import io.carillon.device.DeviceIndex.Scope;
import io.carillon.device.DeviceIndex.Search;
import io.carillon.device.Devices;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Reply;
import io.carillon.schedule.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code GET /v3/devices/} (contract 1, <i>Devices and bindings</i>): parse, look up, ask, answer. */
final class DeviceList {
    private static final String NEXT = "next";
    private static final String LAST = "last";
    private static final Set<String> ENTRIES = Set.of(NEXT, LAST);
    private static final String EXPAND = "next, last or both, separated by a comma, expected";

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final String PREFIX_ALLOWED = "the beginning of a device id expected";

    /** The database cannot store the character 0. */
    private static final Pattern PART = Pattern.compile("\\P{Cntrl}{1,128}", Pattern.UNICODE_CHARACTER_CLASS);

    private static final String PART_ALLOWED = "1 to 128 characters, no control characters, expected";

    /** Asking a device brings it into memory and reads the tables. */
    private static final int ASKED_AT_ONCE = 8;

    private static final Reply.Fires NO_FIRES = new Reply.Fires(List.of(), List.of());

    private final Devices devices;
    private final DeviceIndex index;
    private final ActorSystem<?> system;

    DeviceList(Devices devices, DeviceIndex index, ActorSystem<?> system) {
        this.devices = devices;
        this.index = index;
        this.system = system;
    }

    CompletionStage<HttpResponse> list(Call call) {
        Query query = call.query();
        Optional<String> prefix = query.at("prefix").optional(field -> matching(field, PREFIX, PREFIX_ALLOWED));
        Optional<String> part = query.at("q").optional(field -> matching(field, PART, PART_ALLOWED));
        Set<String> expand = query.at("expand").optional(DeviceList::expand).orElse(Set.of());
        Page.Wanted wanted = Page.Wanted.of(call, "/devices/", "prefix", "q", "expand");
        return index.search(new Search(scope(call), prefix, part, wanted.from(), wanted.each()))
                .exceptionally(failure -> {
                    throw new Refused(Refusal.UNAVAILABLE);
                })
                .thenApply(found -> wanted.of(found.count(), found.devices()))
                .thenCompose(page -> shown(call, page.results(), expand)
                        .thenApply(shown -> new Page<>(page.count(), page.next(), page.previous(), shown)))
                .thenApply(page -> Answer.ok("ok", View.page(page, one -> one)));
    }

    private static String matching(Field field, Pattern pattern, String allowed) {
        return field.parsed(allowed, text -> Optional.of(text)
                .filter(one -> pattern.matcher(one).matches()));
    }

    private static Set<String> expand(Field field) {
        return field.parsed(EXPAND, text -> Optional.of(Set.copyOf(List.of(text.split(",", -1))))
                .filter(ENTRIES::containsAll));
    }

    private static Scope scope(Call call) {
        Token token = call.token();
        if (token.admin()) return new Scope.Every();
        if (call.settings().claimMode())
            return new Scope.Named(token.devices().stream()
                    .flatMap(device -> DeviceId.parse(device).stream())
                    .collect(Collectors.toSet()));
        return UserId.parseBindable(token.user().value())
                .<Scope>map(Scope.BoundTo::new)
                .orElseGet(() -> new Scope.Named(Set.of()));
    }

    private CompletionStage<List<ObjectNode>> shown(Call call, List<Listed> listed, Set<String> expand) {
        return Source.from(listed)
                .mapAsync(ASKED_AT_ONCE, one -> fires(call, one.id(), expand)
                        .thenApply(fires -> shown(one, fires, expand)))
                .runWith(Sink.seq(), system);
    }

    /** Empty for a device to which the caller is no longer bound. */
    private CompletionStage<Reply.Fires> fires(Call call, DeviceId device, Set<String> expand) {
        if (expand.isEmpty()) return CompletableFuture.completedStage(NO_FIRES);
        return devices.ask(device, ReadFires.of(null, Excerpt.first(1)), call.caller(device))
                .thenApply(reply -> {
                    if (reply instanceof Reply.Fires fires) return fires;
                    if (reply instanceof Reply.No no && no.problem() == Problem.HIDDEN) return NO_FIRES;
                    throw new Refused(Refusal.UNAVAILABLE);
                });
    }

    private static ObjectNode shown(Listed one, Reply.Fires fires, Set<String> expand) {
        ObjectNode json = Json.object().put("device_id", one.id().value());
        if (one.label() != null) json.put("label", one.label());
        if (expand.contains(NEXT))
            fires.upcoming().stream().findFirst().ifPresent(next -> json.set(NEXT, FiresView.OF_DEVICE.upcoming(next)));
        if (expand.contains(LAST))
            fires.recent().stream().findFirst().ifPresent(last -> json.set(LAST, FiresView.OF_DEVICE.recent(last)));
        return json;
    }
}
