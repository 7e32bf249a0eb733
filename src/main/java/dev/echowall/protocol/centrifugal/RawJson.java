package dev.echowall.protocol.centrifugal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.echowall.protocol.plain.JsonValue;
import dev.echowall.protocol.websocket.Utf8Validator;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** JSON values as the bytes they are. */
final class RawJson {
    /** A command, its method and then a payload as deep as any. */
    private static final int DEPTH = JsonValue.DEPTH + 2;

    /* Names of fields are a client's to choose: they must not be kept for longer than the message. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(1_000)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private RawJson() {}

    /**
     * Reads UTF-8.
     *
     * @throws MalformedMessage when it is none, or begins so that the parser would guess another encoding
     */
    static JsonParser parser(byte[] utf8) throws IOException, MalformedMessage {
        Utf8Validator validator = new Utf8Validator();
        if (!validator.accept(utf8, 0, utf8.length) || !validator.complete() || !beginsAsJson(utf8)) {
            throw new MalformedMessage("JSON in UTF-8 is expected");
        }
        return FACTORY.createParser(utf8);
    }

    /** Whether it is one JSON value within our bounds, with nothing but space around it. */
    static boolean isValue(byte[] bytes) {
        if (!beginsAsJson(bytes)) {
            return false;
        }
        try (JsonParser parser = parser(bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException | MalformedMessage e) {
            return false;
        }
    }

    /** A value out of a message, as it stands on one line. */
    static byte[] oneLine(byte[] message, int from, int to) {
        int breaks = 0;
        for (int i = from; i < to; i++) {
            breaks += isLineBreak(message[i]) ? 1 : 0;
        }
        byte[] line = new byte[to - from - breaks];
        if (breaks == 0) {
            System.arraycopy(message, from, line, 0, line.length);
            return line;
        }
        int end = 0;
        for (int i = from; i < to; i++) {
            if (!isLineBreak(message[i])) {
                line[end++] = message[i];
            }
        }
        return line;
    }

    /** Appends a value on one line. In a string JSON has no raw line breaks, so that all there are may go. */
    static void write(byte[] value, ByteBuf out) {
        for (byte each : value) {
            if (isLineBreak(each)) {
                out.writeBytes(oneLine(value, 0, value.length));
                return;
            }
        }
        out.writeBytes(value);
    }

    private static boolean isLineBreak(byte octet) {
        return octet == '\n' || octet == '\r';
    }

    /**
     * Whether a value may begin so; cheap, since most bytes that are no JSON are known by that. Of zeros among the first bytes
     * the parser would conclude that they are UTF-16 or UTF-32.
     */
    private static boolean beginsAsJson(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        for (byte each : bytes) {
            if (each != ' ' && each != '\t' && !isLineBreak(each)) {
                return "{[\"-0123456789tfn".indexOf(each) >= 0;
            }
        }
        return false;
    }
}
