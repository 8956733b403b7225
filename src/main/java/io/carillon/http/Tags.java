package io.carillon.http;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import io.carillon.schedule.Change;
import io.carillon.schedule.Group;
import io.carillon.schedule.GroupChange.ChangeIfMatches;
import io.carillon.schedule.GroupId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The headers {@code ETag}, {@code If-Match} and {@code If-None-Match} of a group (contract 1; RFC 9110, 8.8.3 and 13.1). */
final class Tags {
    /** Possessive throughout, so that matching takes linear time. */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*+(?:(?<weak>W/)?+\"(?<tag>[!#-~\\x80-\\x{10ffff}]*+)\")?+[ \\t]*+(?:,|\\z)");

    private Tags() {}

    static HttpResponse of(Group group, HttpResponse answer) {
        return answer.addHeader(HttpHeader.parse("ETag", '"' + group.tag() + '"'));
    }

    /** Makes a change conditional on the request's {@code If-Match}; a malformed one is {@link Refused}. */
    static BiFunction<GroupId, Change, Change> ifMatch(HttpRequest request) {
        List<String> values = Call.headers(request, "if-match");
        String list = String.join(",", values).trim();
        // existence is checked anyway
        if (values.isEmpty() || list.equals("*")) return (group, change) -> change;
        // Weak tags never match: a change needs strong ones.
        Set<String> strong = tags(list, "If-Match", false);
        return (group, change) -> new ChangeIfMatches(change, group, strong);
    }

    /** The answer, or 304 where the request's {@code If-None-Match} shows that the caller has it. */
    static UnaryOperator<HttpResponse> ifNoneMatch(HttpRequest request) {
        List<String> values = Call.headers(request, "if-none-match");
        if (values.isEmpty()) return answer -> answer;
        String list = String.join(",", values).trim();
        Set<String> known = list.equals("*") ? Set.of() : tags(list, "If-None-Match", true);
        return answer -> {
            String tag = answer.getHeader("ETag").map(HttpHeader::value).orElseThrow();
            boolean has = list.equals("*") || known.contains(tag.substring(1, tag.length() - 1));
            return has ? answer.withEntity(HttpEntities.EMPTY).withStatus(StatusCodes.NOT_MODIFIED) : answer;
        };
    }

    private static Set<String> tags(String list, String header, boolean weakToo) {
        Set<String> tags = new HashSet<>();
        boolean any = false;
        Matcher element = ELEMENT.matcher(list);
        while (element.regionStart() < list.length()) {
            if (!element.lookingAt()) throw malformed(header);
            String tag = element.group("tag");
            if (tag != null && (weakToo || element.group("weak") == null)) tags.add(tag);
            any |= tag != null;
            element.region(element.end(), list.length());
        }
        if (!any) throw malformed(header);
        return tags;
    }

    private static Refused malformed(String header) {
        return new Refused(Refusal.field(header, "* or entity tags in quotes, separated by commas, expected"));
    }
}
