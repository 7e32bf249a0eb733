package dev.echowall.protocol.plain;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The content of a JSON string (RFC 8259 section 7), from bytes that are valid UTF-8: only quotes, backslashes and
 * characters below space must be escaped.
 */
public final class JsonText {
    private static final byte[][] ESCAPES = escapes();

    private JsonText() {}

    /** The number of bytes that {@link #write} makes of these. */
    public static int size(byte[] utf8) {
        int size = utf8.length;
        for (byte b : utf8) {
            byte[] escape = ESCAPES[b & 0xFF];
            if (escape.length > 0) {
                size += escape.length - 1;
            }
        }
        return size;
    }

    /** Appends the text, escaped, without quotes. */
    public static void write(byte[] utf8, ByteBuf out) {
        int size = size(utf8);
        if (size == utf8.length) {
            out.writeBytes(utf8);
            return;
        }
        // Not written escape by escape into the buffer: for control characters alone that takes many times as long.
        byte[] escaped = new byte[size];
        int end = 0;
        for (byte b : utf8) {
            byte[] escape = ESCAPES[b & 0xFF];
            if (escape.length == 0) {
                escaped[end++] = b;
            } else {
                for (byte each : escape) {
                    escaped[end++] = each;
                }
            }
        }
        out.writeBytes(escaped);
    }

    /** The same for a short string; a lone surrogate becomes '?'. */
    static String escaped(String text) {
        ByteBuf out = Unpooled.buffer(text.length() + 16);
        write(text.getBytes(StandardCharsets.UTF_8), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[][] escapes() {
        byte[][] escapes = new byte[256][0];
        for (int c = 0; c < ' '; c++) {
            escapes[c] = ascii(String.format("\\u%04x", c));
        }
        escapes['\b'] = ascii("\\b");
        escapes['\t'] = ascii("\\t");
        escapes['\n'] = ascii("\\n");
        escapes['\f'] = ascii("\\f");
        escapes['\r'] = ascii("\\r");
        escapes['"'] = ascii("\\\"");
        escapes['\\'] = ascii("\\\\");
        return escapes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
