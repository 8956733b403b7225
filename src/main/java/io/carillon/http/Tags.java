package io.carillon.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.carillon.schedule.Change;
import io.carillon.schedule.Change.ChangeIfMatches;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The headers {@code ETag} and {@code If-Match} of a group (contract 1; RFC 9110, 8.8.3 and 13.1.1). */
final class Tags {
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*(?:(?<weak>W/)?\"(?<tag>[!#-~\\x80-\\x{10ffff}]*)\")?[ \\t]*(?:,|$)");

    private Tags() {}

    static HttpResponse of(Group group, HttpResponse answer) {
        return answer.addHeader(HttpHeader.parse("ETag", '"' + group.tag() + '"'));
    }

    /** Bounds a change of a group by what the request's {@code If-Match} says; a malformed one is {@link Refused}. */
    static BiFunction<GroupId, Change, Change> ifMatch(HttpRequest request) {
        List<String> values = Call.headers(request, "if-match");
        String list = String.join(",", values).trim();
        // That there is such a group is checked anyway.
        if (values.isEmpty() || list.equals("*")) return (group, change) -> change;
        Set<String> strong = strong(list);
        return (group, change) -> new ChangeIfMatches(change, group, strong);
    }

    /** A weak tag promises less than a change needs, so none matches. */
    private static Set<String> strong(String list) {
        Set<String> tags = new HashSet<>();
        boolean any = false;
        Matcher element = ELEMENT.matcher(list);
        int at = 0;
        while (at < list.length()) {
            if (!element.find(at) || element.start() != at) throw malformed();
            at = element.end();
            if (element.group("tag") == null) continue;
            any = true;
            if (element.group("weak") == null) tags.add(element.group("tag"));
        }
        if (!any) throw malformed();
        return tags;
    }

    private static Refused malformed() {
        return new Refused(Refusal.parameter("If-Match: * or entity tags in quotes, separated by commas, expected"));
    }
}
