package io.carillon.http.edge;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request ends, according to its head (RFC 9112, 6); everything is checked.
 *
 * @param length of the body; {@link #CHUNKED} for a chunked one
 */
record Head(long length) {
    static final long CHUNKED = -1;

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CODINGS =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:, ?[!#$%&'*+.^_`|~0-9A-Za-z-]+)*+");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** @param bytes from the method to the empty line, accepted by {@link HeadScan} */
    static Head of(byte[] bytes, int from, int to) throws Fault {
        String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        int end = text.indexOf("\r\n");
        Fields fields = Fields.of(text, end + 2);
        try {
            boolean old = requestLine(text.substring(0, end)).equals("HTTP/1.0");
            if (fields.host == null ? !old : !Target.HOST.matcher(fields.host).matches())
                throw Fault.malformed("one Host expected");
            return new Head(length(fields, old));
        } catch (Fault fault) {
            throw fault.of(fields.requestId);
        }
    }

    /** Returns the version. */
    private static String requestLine(String line) throws Fault {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !Token.is(parts[0])) throw Fault.malformed("method, target and version expected");
        if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) throw Fault.malformed("HTTP/1.1 expected");
        Target.check(parts[1]);
        return parts[2];
    }

    private static long length(Fields fields, boolean old) throws Fault {
        if (fields.transferEncoding != null) {
            if (old || fields.contentLength != null) throw Fault.malformed("Content-Length alone expected");
            return chunked(fields.transferEncoding);
        }
        if (fields.contentLength == null) return 0;
        if (!LENGTH.matcher(fields.contentLength).matches())
            throw Fault.malformed("one number as Content-Length expected");
        return Long.parseLong(fields.contentLength);
    }

    private static long chunked(String codings) throws Fault {
        if (codings.equalsIgnoreCase("chunked")) return CHUNKED;
        String last = codings.substring(codings.lastIndexOf(',') + 1).strip();
        boolean chunkedTwice =
                codings.toLowerCase(Locale.ROOT).replaceFirst("chunked$", "").contains("chunked");
        boolean unknown = CODINGS.matcher(codings).matches()
                && !chunkedTwice
                && (last.equalsIgnoreCase("chunked") || codings.indexOf(',') < 0);
        throw unknown ? Fault.unknownCoding() : Fault.malformed("chunked as Transfer-Encoding expected");
    }

    /** Whether a trailer is a valid field that affects neither framing nor routing. */
    static boolean isHarmlessTrailer(String line) {
        try {
            Fields fields = Fields.of(line + "\r\n\r\n", 0);
            return fields.host == null && fields.contentLength == null && fields.transferEncoding == null;
        } catch (Fault none) {
            return false;
        }
    }

    /** The headers that matter here, each at most once. */
    private static final class Fields {
        private @Nullable String host;
        private @Nullable String contentLength;
        private @Nullable String transferEncoding;
        private @Nullable String requestId;

        static Fields of(String text, int from) throws Fault {
            Fields fields = new Fields();
            int start = from;
            for (int end = text.indexOf("\r\n", start); end > start; end = text.indexOf("\r\n", start)) {
                fields.add(text, start, end);
                start = end + 2;
            }
            return fields;
        }

        private void add(String text, int start, int end) throws Fault {
            int colon = start;
            while (colon < end && Token.isPart(text.charAt(colon))) colon++;
            if (colon == start || colon == end || text.charAt(colon) != ':')
                throw Fault.malformed("headers as name: value expected");
            switch (colon - start) {
                case 4 -> host = once(host, "host", text, start, end);
                case 12 -> requestId = requestId(text, start, end);
                case 14 -> contentLength = once(contentLength, "content-length", text, start, end);
                case 17 -> transferEncoding = once(transferEncoding, "transfer-encoding", text, start, end);
                default -> {
                    // no header that matters here has a name this long
                }
            }
        }

        private static @Nullable String once(@Nullable String known, String name, String text, int start, int end)
                throws Fault {
            if (!text.regionMatches(true, start, name, 0, name.length())) return known;
            if (known != null) throw Fault.malformed(name + " once expected");
            return value(text, start + name.length() + 1, end);
        }

        private @Nullable String requestId(String text, int start, int end) {
            if (!text.regionMatches(true, start, "x-request-id", 0, 12)) return requestId;
            String value = value(text, start + 13, end);
            return REQUEST_ID.matcher(value).matches() ? value : null;
        }

        private static String value(String text, int start, int end) {
            int from = start;
            int to = end;
            while (from < to && isBlank(text.charAt(from))) from++;
            while (to > from && isBlank(text.charAt(to - 1))) to--;
            return text.substring(from, to);
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }
    }
}
