package io.carillon.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import io.carillon.device.Devices;
import io.carillon.device.FiringJson;
import io.carillon.schedule.ByHandChange.CallOffRuns;
import io.carillon.schedule.ByHandChange.SkipNext;
import io.carillon.schedule.ByHandChange.UndoSkips;
import io.carillon.schedule.Change;
import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Excerpt;
import io.carillon.schedule.GroupChange.CreateGroup;
import io.carillon.schedule.GroupChange.CreateGroupOnce;
import io.carillon.schedule.GroupChange.DeleteGroup;
import io.carillon.schedule.GroupChange.EditGroup;
import io.carillon.schedule.GroupId;
import io.carillon.schedule.Problem;
import io.carillon.schedule.Query.ListGroups;
import io.carillon.schedule.Query.ReadFires;
import io.carillon.schedule.Query.ReadGroup;
import io.carillon.schedule.Reply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The calls about schedule groups: parse, ask, answer. */
final class GroupCalls {
    private static final HttpHeader REPLAYED = HttpHeader.parse("Idempotent-Replayed", "true");

    private final Asking asking;
    private final GroupBody bodies;
    private final View view;

    GroupCalls(Devices devices, ApiSettings settings, Ids ids) {
        asking = new Asking(devices);
        bodies = new GroupBody(settings.weekStartsOn(), ids);
        view = new View(settings);
    }

    CompletionStage<HttpResponse> create(Call call) {
        CreateGroup create = call.read(bodies::create);
        Change change = call.idempotencyKey()
                .<Change>map(key -> new CreateGroupOnce(create, key))
                .orElse(create);
        return asking.change(call, create.id().device(), change, Reply.OneGroup.class, shown("create crontab ok."));
    }

    CompletionStage<HttpResponse> read(Call call, String id) {
        UnaryOperator<HttpResponse> ifNoneMatch = Tags.ifNoneMatch(call.request());
        GroupId group = group(id);
        return asking.ask(
                call,
                group.device(),
                new ReadGroup(group),
                Reply.OneGroup.class,
                one -> ifNoneMatch.apply(Tags.of(one.group(), Answer.bare(view.group(one.group())))));
    }

    CompletionStage<HttpResponse> update(Call call, String id) {
        return edit(call, id, call.read(bodies::update));
    }

    CompletionStage<HttpResponse> patch(Call call, String id) {
        return edit(call, id, call.readPatch(bodies::patch));
    }

    private CompletionStage<HttpResponse> edit(Call call, String id, Function<GroupId, EditGroup> change) {
        BiFunction<GroupId, Change, Change> ifMatch = Tags.ifMatch(call.request());
        GroupId group = group(id);
        return asking.change(
                call,
                group.device(),
                ifMatch.apply(group, change.apply(group)),
                Reply.OneGroup.class,
                shown("task update ok"));
    }

    CompletionStage<HttpResponse> delete(Call call, String id) {
        BiFunction<GroupId, Change, Change> ifMatch = Tags.ifMatch(call.request());
        GroupId group = group(id);
        return asking.change(
                call,
                group.device(),
                ifMatch.apply(group, new DeleteGroup(group)),
                Reply.Done.class,
                done -> Answer.ok("delete ok.", Json.object()));
    }

    CompletionStage<HttpResponse> list(Call call) {
        DeviceId device = call.query().at("device_id").parsed(DeviceId.ALLOWED, DeviceId::parse);
        Page.Wanted wanted = Page.Wanted.of(call, "/schedule/tasks/", "device_id");
        return asking.ask(
                call,
                device,
                new ListGroups(),
                Reply.Groups.class,
                all -> Answer.ok("task list info", View.page(wanted.of(all.groups()), view::group)));
    }

    CompletionStage<HttpResponse> fires(Call call, String id) {
        Excerpt wanted = call.query().excerpt();
        GroupId group = group(id);
        return asking.ask(
                call,
                group.device(),
                ReadFires.of(group, wanted),
                Reply.Fires.class,
                fires -> Answer.ok("ok", FiresView.OF_GROUP.fires(fires)));
    }

    CompletionStage<HttpResponse> skip(Call call, String id) {
        Optional<String> key = call.idempotencyKey();
        return byHand(call, id, group -> new SkipNext(group, key));
    }

    CompletionStage<HttpResponse> undoSkips(Call call, String id) {
        return byHand(call, id, UndoSkips::new);
    }

    CompletionStage<HttpResponse> run(Call call, String id) {
        BiFunction<GroupId, Optional<String>, Change> run = call.readIfAny(GroupBody::run);
        Optional<String> key = call.idempotencyKey();
        return byHand(call, id, group -> run.apply(group, key));
    }

    CompletionStage<HttpResponse> callOffRuns(Call call, String id) {
        return byHand(call, id, CallOffRuns::new);
    }

    private CompletionStage<HttpResponse> byHand(Call call, String id, Function<GroupId, Change> change) {
        BiFunction<GroupId, Change, Change> ifMatch = Tags.ifMatch(call.request());
        GroupId group = group(id);
        return asking.change(
                call, group.device(), ifMatch.apply(group, change.apply(group)), Reply.OneGroup.class, one -> shown(
                                "ok")
                        .apply(one)
                        .addHeader(scheduledAt(one)));
    }

    private static HttpHeader scheduledAt(Reply.OneGroup one) {
        String instant = FiringJson.utc(one.scheduledAt());
        return HttpHeader.parse("Scheduled-At", instant == null ? "none" : instant);
    }

    private Function<Reply.OneGroup, HttpResponse> shown(String message) {
        return one -> {
            HttpResponse answer = Tags.of(one.group(), Answer.ok(message, view.group(one.group())));
            return one.replayed() ? answer.addHeader(REPLAYED) : answer;
        };
    }

    /** A malformed id is not a parameter error: there is no such group. */
    private static GroupId group(String id) {
        return GroupId.parse(id).orElseThrow(() -> new Refused(Refusal.of(Problem.NO_SUCH_GROUP)));
    }
}
