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
    /** Possessive throughout, so that reading a header costs no more than its length. */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*+(?:(?<weak>W/)?+\"(?<tag>[!#-~\\x80-\\x{10ffff}]*+)\")?+[ \\t]*+(?:,|\\z)");

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
        while (element.regionStart() < list.length()) {
            if (!element.lookingAt()) throw malformed();
            String tag = element.group("tag");
            if (tag != null && element.group("weak") == null) tags.add(tag);
            any |= tag != null;
            element.region(element.end(), list.length());
        }
        if (!any) throw malformed();
        return tags;
    }

    private static Refused malformed() {
        return new Refused(Refusal.parameter("If-Match: * or entity tags in quotes, separated by commas, expected"));
    }
}
