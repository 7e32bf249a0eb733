package dev.echowall.protocol.plain;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.echowall.channel.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A text frame from a client that asked for acknowledgements: {@code {"id":"7","data":…}} or {@code {"ping":5}}.
 *
 * @param id identifies the answer; null if there is none or it cannot be read
 * @param payload TEXT for a string, JSON for any other value, BINARY for base64 in {@code "b64data"}; null if nothing
 *     is published
 * @param idempotencyKey of several messages with the same key only the first is published; null if there is none
 * @param ping the number to be sent back, as it was written; null if it is not a ping
 * @param fault a sentence for the client if it is none of these; else null
 */
public record ClientMessage(
        @Nullable String id,
        @Nullable Payload payload,
        @Nullable String idempotencyKey,
        @Nullable String ping,
        @Nullable String fault) {
    /** The most characters of an id, which is kept until it is answered. */
    public static final int ID_LENGTH = 128;

    /** The most digits of a number that is only sent back. */
    private static final int PING_LENGTH = 32;

    /** The result for a binary frame. */
    public static final ClientMessage BINARY = new ClientMessage(
            null, null, null, null, "with ack=true a message is a text frame; bytes are sent in it as \"b64data\"");

    /** Never fails: errors are reported as the message's fault, with its id if it could be read. */
    public static ClientMessage parse(byte[] utf8) {
        Draft draft = new Draft();
        try {
            draft.read(JsonValue.utf8(utf8));
        } catch (IOException e) {
            draft.wrong("this is not JSON within the limits: " + JsonValue.firstLine(e));
        } catch (IllegalArgumentException e) {
            draft.wrong(String.valueOf(e.getMessage()));
        }
        return draft.message();
    }

    /** Collects the fields of the object, even if some of them are wrong. */
    private static final class Draft {
        private @Nullable String id;
        private @Nullable Payload payload;
        private @Nullable String key;
        private @Nullable String ping;
        private @Nullable String fault;

        void read(String json) throws IOException {
            try (JsonParser parser = JsonValue.FACTORY.createParser(json)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new IllegalArgumentException("a JSON object is expected: {\"id\":…,\"data\":…}");
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    JsonToken value = parser.nextToken();
                    try {
                        take(field, value, parser, json);
                    } catch (IllegalArgumentException e) {
                        wrong(String.valueOf(e.getMessage()));
                        parser.skipChildren();
                    }
                }
                if (parser.nextToken() != null) {
                    throw new IllegalArgumentException("one JSON object is expected, and more follows");
                }
            }
        }

        private void take(String field, JsonToken value, JsonParser parser, String json) throws IOException {
            switch (field) {
                case "id" -> id = id(JsonValue.string(field, value, parser));
                case "data" -> payload = JsonValue.once(payload, JsonValue.data(value, parser, json));
                case "b64data" ->
                    payload = JsonValue.once(payload, JsonValue.binary(JsonValue.string(field, value, parser)));
                case "idempotency_key" -> key = JsonValue.key(JsonValue.string(field, value, parser));
                case "ping" -> ping = number(value, parser);
                default -> parser.skipChildren();
            }
        }

        void wrong(String sentence) {
            fault = fault == null ? sentence : fault;
        }

        ClientMessage message() {
            if (payload == null && ping == null) {
                wrong("\"id\" and either \"data\" or \"b64data\" are needed, or \"ping\"");
            } else if (payload != null && ping != null) {
                wrong("a message is a ping or has data, not both");
            } else if (payload != null && id == null) {
                wrong("an \"id\" is needed, by which the answer is known");
            }
            return fault == null
                    ? new ClientMessage(id, payload, key, ping, null)
                    : new ClientMessage(id, null, null, null, fault);
        }

        private static String id(String id) {
            if (id.isEmpty() || id.length() > ID_LENGTH) {
                throw new IllegalArgumentException("an id has 1 to " + ID_LENGTH + " characters");
            }
            return id;
        }

        private static String number(JsonToken value, JsonParser parser) throws IOException {
            String text = value.isNumeric() ? parser.getText() : "";
            if (text.isEmpty() || text.length() > PING_LENGTH) {
                throw new IllegalArgumentException("\"ping\" is a number of at most " + PING_LENGTH + " characters");
            }
            return text;
        }
    }
}
