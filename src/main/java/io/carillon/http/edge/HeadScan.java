package io.carillon.http.edge;

/** Checks each byte of a head as it comes: printable ASCII and tabs, lines ended by CR LF, within the limits. */
final class HeadScan {
    private int size;
    private int lines;
    private int lineLength;
    private boolean carriageReturn;
    private boolean method = true;

    /** Only empty lines so far, which may precede a request (RFC 9112, 2.2). */
    boolean isBlank() {
        return lines == 0 && lineLength == 0;
    }

    /** Whether this byte is the head's last. */
    boolean endsWith(byte next) throws Fault {
        if (++size > Limits.HEAD_BYTES) throw lines == 0 ? Fault.lineTooLong() : Fault.headTooLarge();
        if (carriageReturn) return endsLine(next);
        if (next == '\r') {
            carriageReturn = true;
            return false;
        }
        if (next == '\n') throw Fault.malformed("each line ended by CR LF expected");
        if (next != '\t' && (next < ' ' || next > '~')) throw Fault.malformed("printable ASCII in its head expected");
        lineLength++;
        if (lines == 0) requestLine(next);
        return false;
    }

    private boolean endsLine(byte next) throws Fault {
        if (next != '\n') throw Fault.malformed("each line ended by CR LF expected");
        carriageReturn = false;
        boolean empty = lineLength == 0;
        lineLength = 0;
        if (empty) return lines > 0;
        // The first line is the request's, not a header.
        if (++lines > Limits.HEADERS + 1) throw Fault.headTooLarge();
        return false;
    }

    private void requestLine(byte next) throws Fault {
        if (lineLength > Limits.LINE_BYTES) throw Fault.lineTooLong();
        if (next == '\t') throw Fault.malformed("method, target and version expected, a space between them");
        if (!method) return;
        method = next != ' ';
        boolean sound = method ? Token.isPart(next) && lineLength <= Limits.METHOD_BYTES : lineLength > 1;
        if (!sound) throw Fault.malformed("a method and a space expected");
    }
}
