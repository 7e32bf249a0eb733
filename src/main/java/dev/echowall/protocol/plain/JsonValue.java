package dev.echowall.protocol.plain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON from clients: validated within limits, and kept as the original bytes. */
public final class JsonValue {
    /** The most nesting; enough for any message, and safe for the stacks of other parsers. */
    public static final int DEPTH = 64;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(1_000)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The body of {@code /api/publish}. */
    public record Command(
            ChannelName channel, Payload payload, @Nullable String idempotencyKey, Map<String, String> tags) {}

    private JsonValue() {}

    /**
     * Returns the same bytes if they are one JSON value.
     *
     * @throws IllegalArgumentException if they are not
     */
    public static byte[] checked(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(utf8(bytes))) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("a JSON value is missing");
            }
            parser.skipChildren();
            parser.finishToken();
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("one JSON value is expected, and more follows");
            }
            return bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException("this is not JSON within the limits: " + firstLine(e), e);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the client */
    public static Command command(byte[] bytes) {
        String channel = null;
        Payload payload = null;
        String key = null;
        Map<String, String> tags = Map.of();
        String json = utf8(bytes);
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a JSON object is expected: {\"channel\":…,\"data\":…}");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (field) {
                    case "channel" -> channel = string(field, value, parser);
                    case "data" -> payload = once(payload, data(value, parser, json));
                    case "b64data" -> payload = once(payload, binary(string(field, value, parser)));
                    case "idempotency_key" -> key = key(string(field, value, parser));
                    case "tags" -> tags = tags(value, parser);
                    case "skip_history", "version", "version_epoch" -> refuse(field, value, parser);
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("one JSON object is expected, and more follows");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("this is not JSON within the limits: " + firstLine(e), e);
        }
        if (channel == null || payload == null) {
            throw new IllegalArgumentException("\"channel\" and either \"data\" or \"b64data\" are needed");
        }
        return new Command(ChannelName.of(channel), payload, key, tags);
    }

    /** @throws IllegalArgumentException if the field asks for something that a stream cannot do */
    private static void refuse(String field, JsonToken value, JsonParser parser) throws IOException {
        boolean absent = switch (value) {
            case VALUE_NULL, VALUE_FALSE -> true;
            case VALUE_NUMBER_INT -> parser.getText().equals("0");
            case VALUE_STRING -> parser.getText().isEmpty();
            default -> false;
        };
        if (!absent) {
            throw unsupported(field);
        }
    }

    /** Says that this field of a publication is not supported, and why. */
    public static IllegalArgumentException unsupported(String field) {
        return new IllegalArgumentException(
                field.equals("skip_history")
                        ? "\"skip_history\" is not supported: subscribers receive what the stream keeps"
                        : "\"" + field + "\" is not supported: a publication's version is its offset");
    }

    private static Map<String, String> tags(JsonToken value, JsonParser parser) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        if (value != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("\"tags\" is an object of strings");
        }
        Map<String, String> tags = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String tag = parser.currentName();
            tags.put(tag, whole("tags", string(tag, parser.nextToken(), parser)));
        }
        return tags;
    }

    static Payload data(JsonToken value, JsonParser parser, String json) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return Payload.text(whole("data", parser.getText()));
        }
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getCharOffset();
        return Payload.json(json.substring(from, to));
    }

    /*
     * Decodes strictly: Jackson would guess another encoding from the first bytes, and the result would be sent as
     * text.
     */
    static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("JSON is UTF-8, and this is not", e);
        }
    }

    /* JSON can escape half of a surrogate pair, but that is not valid text and would become a question mark. */
    static String whole(String field, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" has half of a surrogate pair, which is not valid text");
        }
        return text;
    }

    static Payload binary(String base64) {
        try {
            return Payload.binary(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"b64data\" is not base64", e);
        }
    }

    static Payload once(@Nullable Payload before, Payload now) {
        if (before != null) {
            throw new IllegalArgumentException("either \"data\" or \"b64data\", not both");
        }
        return now;
    }

    static String string(String field, JsonToken value, JsonParser parser) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("\"" + field + "\" is a string");
        }
        return parser.getText();
    }

    /** Ids are kept in memory for each publication of the window, so their length is limited. */
    public static String key(String key) {
        if (key.isEmpty() || key.length() > 128) {
            throw new IllegalArgumentException("an idempotency key has 1 to 128 characters");
        }
        return key;
    }

    static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
