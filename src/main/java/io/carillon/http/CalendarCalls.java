package io.carillon.http;

import akka.http.javadsl.model.HttpResponse;
import io.carillon.device.Calendars;
import io.carillon.device.Calendars.Deletion;
import io.carillon.schedule.CalendarDates;
import io.carillon.schedule.CalendarName;
import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import io.carillon.schedule.Problem;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.concurrent.CompletionStage;

/** The calls about calendars (contract 1, <i>Calendars</i>): parse, ask, answer. */
final class CalendarCalls {
    private final Calendars calendars;
    private final InstantSource clock;

    CalendarCalls(Calendars calendars, InstantSource clock) {
        this.calendars = calendars;
        this.clock = clock;
    }

    CompletionStage<HttpResponse> put(Call call, String id) {
        CalendarName name = name(Field.text("name", id));
        DayKind as = call.query()
                .at("as")
                .optional(field -> field.parsed(DayKind.ALLOWED, DayKind::parse))
                .orElse(DayKind.SUNDAY);
        Days days = Body.isFile(call.request())
                ? CalendarFile.read(call.file(), as, today(call))
                : call.readCalendar(CalendarCalls::dates);
        requireAdmin(call);
        return answered(calendars.put(name, days)).thenApply(there -> {
            if (!there) throw new Refused(Refusal.field("name", "at most " + Calendars.MOST + " calendars"));
            return Answer.ok("ok", Json.object());
        });
    }

    private LocalDate today(Call call) {
        return LocalDate.ofInstant(clock.instant(), call.settings().zone());
    }

    private static Days dates(Field body) {
        return DeviceBody.days(body.at("dates"), CalendarDates.MAX_DATES);
    }

    CompletionStage<HttpResponse> read(Call call, String id) {
        CalendarName name = name(Field.text("name", id));
        return answered(calendars.latest(name))
                .thenApply(found -> found.orElseThrow(() -> new Refused(Refusal.noSuchCalendar())))
                .thenApply(latest ->
                        Answer.ok("ok", View.calendar(name, latest.dates().days())));
    }

    CompletionStage<HttpResponse> list(Call call) {
        Page.Wanted wanted = Page.Wanted.of(call, "/calendars/");
        return answered(calendars.list(wanted.from(), wanted.each()))
                .thenApply(found -> View.page(wanted.of(found.count(), found.names()), name -> Json.object()
                        .put("name", name.value())))
                .thenApply(page -> Answer.ok("ok", page));
    }

    /** Existence is checked before the caller's rights. */
    CompletionStage<HttpResponse> delete(Call call, String id) {
        CalendarName name = name(Field.text("name", id));
        return answered(calendars.latest(name))
                .thenCompose(found -> {
                    if (found.isEmpty()) throw new Refused(Refusal.noSuchCalendar());
                    requireAdmin(call);
                    return answered(calendars.delete(name));
                })
                .thenApply(deletion -> {
                    if (deletion == Deletion.NO_SUCH) throw new Refused(Refusal.noSuchCalendar());
                    if (deletion == Deletion.FOLLOWED) throw new Refused(Refusal.calendarInUse());
                    return Answer.ok("ok", Json.object());
                });
    }

    static CalendarName name(Field field) {
        return field.parsed(CalendarName.ALLOWED, CalendarName::parse);
    }

    private static void requireAdmin(Call call) {
        if (!call.token().admin()) throw new Refused(Refusal.of(Problem.NOT_ADMIN));
    }

    /** A database that cannot answer now is 10050. */
    static <T> CompletionStage<T> answered(CompletionStage<T> asked) {
        return asked.exceptionally(failure -> {
            throw new Refused(Refusal.UNAVAILABLE);
        });
    }
}
