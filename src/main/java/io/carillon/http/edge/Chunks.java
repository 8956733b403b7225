package io.carillon.http.edge;

import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a chunked body (RFC 9112, 7.1) and writes it anew: sizes and data, without extensions and trailers. */
final class Chunks {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern LINE =
            Pattern.compile("([0-9A-Fa-f]{1,7})(?:;" + TOKEN + "(?:=(?:" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*+\"))?+)*+");
    private static final ByteString END = ByteString.fromString("\r\n");
    private static final ByteString LAST = ByteString.fromString("0\r\n\r\n");

    private enum Part {
        SIZE,
        DATA,
        AFTER_DATA,
        TRAILER,
        NONE
    }

    private final Line line = new Line();
    private Part part = Part.SIZE;
    private int left;
    private int trailerBytes;

    boolean isEnded() {
        return part == Part.NONE;
    }

    /** Returns where it stopped: at the end of the bytes or of the body. */
    int read(byte[] bytes, int from, int to, ByteStringBuilder passed) throws Fault {
        int at = from;
        while (at < to && !isEnded()) {
            if (part == Part.DATA) {
                int size = Math.min(left, to - at);
                data(bytes, at, size, passed);
                at += size;
            } else if (line.endsWith(bytes[at++])) line(passed);
        }
        return at;
    }

    private void data(byte[] bytes, int at, int size, ByteStringBuilder passed) {
        passed.append(ByteString.fromString(Integer.toHexString(size))).append(END);
        passed.putBytes(bytes, at, size).append(END);
        left -= size;
        if (left == 0) part = Part.AFTER_DATA;
    }

    private void line(ByteStringBuilder passed) throws Fault {
        String text = line.taken();
        switch (part) {
            case SIZE -> size(text);
            case AFTER_DATA -> {
                if (!text.isEmpty()) throw malformed();
                part = Part.SIZE;
            }
            default -> trailer(text, passed);
        }
    }

    private void size(String text) throws Fault {
        Matcher matcher = LINE.matcher(text);
        if (!matcher.matches()) throw malformed();
        left = Integer.parseInt(matcher.group(1), 16);
        part = left == 0 ? Part.TRAILER : Part.DATA;
    }

    private void trailer(String text, ByteStringBuilder passed) throws Fault {
        trailerBytes += text.length();
        if (trailerBytes > Limits.LINE_BYTES) throw Fault.headTooLarge();
        if (text.isEmpty()) {
            passed.append(LAST);
            part = Part.NONE;
        } else if (!Head.isHarmlessTrailer(text)) throw malformed();
    }

    private static Fault malformed() {
        return Fault.malformed("well-formed chunks expected");
    }

    /** A line ended by CR LF. */
    private static final class Line {
        private final byte[] bytes = new byte[Limits.CHUNK_LINE_BYTES];
        private int size;
        private boolean carriageReturn;

        boolean endsWith(byte next) throws Fault {
            if (carriageReturn) {
                if (next != '\n') throw malformed();
                carriageReturn = false;
                return true;
            }
            carriageReturn = next == '\r';
            if (carriageReturn) return false;
            boolean printable = next == '\t' || next >= ' ' && next <= '~';
            if (!printable || size == bytes.length) throw malformed();
            bytes[size++] = next;
            return false;
        }

        String taken() {
            String text = new String(bytes, 0, size, StandardCharsets.US_ASCII);
            size = 0;
            return text;
        }
    }
}
