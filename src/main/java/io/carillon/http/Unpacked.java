package io.carillon.http;

import akka.util.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** A body without its {@code Content-Encoding}. Decompression stops at the limit, so that a gzip bomb costs no more. */
final class Unpacked {
    private Unpacked() {}

    static ByteString of(ByteString packed, String encoding, int most) {
        ByteString bytes =
                switch (encoding.toLowerCase(Locale.ROOT)) {
                    case "", "identity" -> packed;
                    case "gzip", "x-gzip" -> ByteString.fromArrayUnsafe(gunzipped(packed.toArray(), most));
                    case "deflate" -> ByteString.fromArrayUnsafe(inflated(packed.toArray(), most));
                    default ->
                        throw new Refused(Refusal.unsupportedType("Content-Encoding", "gzip or deflate expected"));
                };
        if (bytes.size() > most) throw new Refused(Refusal.bodyTooLarge(most));
        return bytes;
    }

    private static byte[] gunzipped(byte[] packed, int most) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readNBytes(most + 1);
        } catch (IOException malformed) {
            throw malformed("gzip");
        }
    }

    private static byte[] inflated(byte[] packed, int most) {
        Inflater inflater = new Inflater(!hasZlibHeader(packed));
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
            return in.readNBytes(most + 1);
        } catch (IOException malformed) {
            throw malformed("deflate");
        } finally {
            inflater.end();
        }
    }

    /** RFC 9110 defines deflate as zlib (RFC 1950); some clients send the raw format (RFC 1951). */
    private static boolean hasZlibHeader(byte[] packed) {
        return packed.length >= 2
                && (packed[0] & 0x0f) == 8
                && (((packed[0] & 0xff) << 8) | (packed[1] & 0xff)) % 31 == 0;
    }

    private static Refused malformed(String encoding) {
        return new Refused(Refusal.parameter("body: well-formed " + encoding + " expected"));
    }
}
