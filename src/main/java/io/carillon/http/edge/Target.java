package io.carillon.http.edge;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request's target: a path, or a URL of http or https (RFC 9112, 3.2). One with a segment {@code .} or {@code ..} is
 * refused, never collapsed: a proxy in front has judged the path that it saw.
 */
final class Target {
    private static final String AUTHORITY = "(?:[A-Za-z0-9._~!$&'()*+,;=-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?";

    /** A host, with or without a port. */
    static final Pattern HOST = Pattern.compile(AUTHORITY);

    private static final Pattern ORIGIN = Pattern.compile("(?i:https?)://(?=[^/?])" + AUTHORITY + "(?=[/?]|\\z)");
    private static final Pattern DOTS = Pattern.compile("/(?:\\.|%2[eE]){1,2}(?:/|\\z)");

    private Target() {}

    static void check(String target) throws Fault {
        if (target.isEmpty() || target.indexOf('#') >= 0) throw expected();
        String path = target.charAt(0) == '/' ? target : afterOrigin(target);
        int query = path.indexOf('?');
        // Most paths have neither, and a search costs more than two comparisons.
        boolean possible = path.contains("/.") || path.contains("/%2");
        if (possible
                && DOTS.matcher(query < 0 ? path : path.substring(0, query)).find())
            throw Fault.malformed("a path without segments . and .. expected");
    }

    private static String afterOrigin(String target) throws Fault {
        Matcher origin = ORIGIN.matcher(target);
        if (!origin.lookingAt()) throw expected();
        return target.substring(origin.end());
    }

    private static Fault expected() {
        return Fault.malformed("a path or a URL of http or https expected");
    }
}
