package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.echowall.protocol.plain.JsonValue;
import dev.echowall.protocol.websocket.Utf8Validator;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** JSON values as they appear in a message. */
final class RawJson {
    /** Deep enough for a command, its method, and a payload of any permitted depth. */
    private static final int DEPTH = JsonValue.DEPTH + 2;

    /*
     * Clients choose the names of fields. Jackson would keep them in a table of all parsers, and a parser that reads bytes copies
     * this table when it finds a new name: a quarter of a megabyte for a message of a few bytes. So strings are parsed, and no
     * names are kept.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(1_000)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private RawJson() {}

    static JsonParser parser(String json) throws IOException {
        return FACTORY.createParser(json);
    }

    static boolean isUtf8(byte[] bytes) {
        Utf8Validator validator = new Utf8Validator();
        return validator.accept(bytes, 0, bytes.length) && validator.complete();
    }

    /** Whether it is exactly one JSON value within our bounds, with nothing but whitespace around it. */
    static boolean isValue(byte[] bytes) {
        if (!beginsAsJson(bytes) || !isUtf8(bytes)) {
            return false;
        }
        try (JsonParser parser = parser(new String(bytes, UTF_8))) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Appends a value on one line. JSON strings contain no raw line breaks, so all of them can be removed. */
    static void write(byte[] value, ByteBuf out) {
        int begin = out.writerIndex();
        out.writeBytes(value);
        int end = out.writerIndex();
        if (out.indexOf(begin, end, (byte) '\n') >= 0 || out.indexOf(begin, end, (byte) '\r') >= 0) {
            out.writerIndex(begin);
            writeWithoutBreaks(value, out);
        }
    }

    private static void writeWithoutBreaks(byte[] value, ByteBuf out) {
        int from = 0;
        for (int i = 0; i < value.length; i++) {
            if (value[i] == '\n' || value[i] == '\r') {
                out.writeBytes(value, from, i - from);
                from = i + 1;
            }
        }
        out.writeBytes(value, from, value.length - from);
    }

    /** Whether a value can begin with this byte: a cheap test that most data fails that is not JSON. */
    private static boolean beginsAsJson(byte[] bytes) {
        for (byte each : bytes) {
            if (" \t\r\n".indexOf(each) < 0) {
                return "{[\"-0123456789tfn".indexOf(each) >= 0;
            }
        }
        return false;
    }
}
