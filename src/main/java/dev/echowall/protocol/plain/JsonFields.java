package dev.echowall.protocol.plain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object in a request to the server API. An absent field, null, and the empty value of its type
 * mean the same, as in Centrifugo's API. Methods throw an {@link IllegalArgumentException} with a sentence for the
 * client if a field has another type than the one asked for. Immutable.
 */
public final class JsonFields {
    public static final JsonFields NONE = new JsonFields(Map.of());

    /** A payload in a command of a batch may be nearly as deep as anywhere else. */
    private static final int DEPTH = JsonValue.DEPTH + 3;

    private static final JsonFactory FACTORY = (JsonFactory) JsonValue.FACTORY
            .rebuild()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    /** Whose values are passed on as they were written. */
    private static final Set<String> PAYLOADS = Set.of("data", "info");

    /** What was written, and what it is as a payload. */
    private record Written(String json, Payload payload) {}

    private final Map<String, @Nullable Object> values;

    private JsonFields(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException with a sentence if it is not a JSON object within the limits */
    public static JsonFields parse(byte[] bytes) {
        if (bytes.length == 0) {
            return NONE;
        }
        String json = JsonValue.utf8(bytes);
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a JSON object is expected");
            }
            JsonFields fields = object(parser, json);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("one JSON object is expected, and more follows");
            }
            return fields;
        } catch (IOException e) {
            throw new IllegalArgumentException("this is not JSON within the limits: " + JsonValue.firstLine(e), e);
        }
    }

    private static JsonFields object(JsonParser parser, String json) throws IOException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            values.put(name, PAYLOADS.contains(name) ? written(token, parser, json) : value(token, parser, json));
        }
        return new JsonFields(values);
    }

    private static @Nullable Object value(JsonToken token, JsonParser parser, String json) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser, json);
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    elements.add(value(next, parser, json));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getDoubleValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> null;
        };
    }

    private static Written written(JsonToken token, JsonParser parser, String json) throws IOException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        Payload payload = JsonValue.data(token, parser, json);
        parser.finishToken();
        return new Written(json.substring(from, (int) parser.currentLocation().getCharOffset()), payload);
    }

    /** The names of fields that are not null, in their order. */
    public List<String> names() {
        return values.entrySet().stream()
                .filter(each -> each.getValue() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the field is absent, or has the empty value of its type. */
    public boolean isEmpty(String name) {
        Object value = values.get(name);
        return value == null
                || value.equals("")
                || value.equals(false)
                || value.equals(0L)
                || value.equals(List.of())
                || (value instanceof JsonFields object && object.names().isEmpty());
    }

    /** "" if it is absent. */
    public String text(String name) {
        return value(name, String.class, "", "a string");
    }

    public boolean flag(String name) {
        return value(name, Boolean.class, false, "true or false");
    }

    /** 0 if it is absent. */
    public long whole(String name) {
        return value(name, Long.class, 0L, "a whole number");
    }

    /** Null if it is absent. */
    public @Nullable JsonFields object(String name) {
        Object value = values.get(name);
        if (value instanceof Written written && written.json().startsWith("{")) {
            return parse(Payload.text(written.json()).bytes()); // the method info in a batch
        }
        return value == null ? null : value(name, JsonFields.class, NONE, "an object");
    }

    /** Empty if it is absent; an element that is no object is null. */
    public List<@Nullable JsonFields> objects(String name) {
        List<@Nullable JsonFields> objects = new ArrayList<>();
        for (Object each : value(name, List.class, List.of(), "an array of objects")) {
            objects.add(each instanceof JsonFields object ? object : null);
        }
        return objects;
    }

    /** Empty if it is absent. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object each : value(name, List.class, List.of(), "an array of strings")) {
            if (!(each instanceof String text)) {
                throw wrong(name, "an array of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Empty if it is absent. */
    public Map<String, String> textMap(String name) {
        JsonFields object = object(name);
        if (object == null) {
            return Map.of();
        }
        Map<String, String> texts = new HashMap<>();
        for (String each : object.names()) {
            texts.put(each, JsonValue.whole(name, object.text(each)));
        }
        return texts;
    }

    /** @throws IllegalArgumentException also if it is absent */
    public ChannelName channel() {
        return ChannelName.of(text("channel"));
    }

    /** From {@code data} or {@code b64data}; null if both are absent. */
    public @Nullable Payload payload() {
        Payload payload = values.get("data") instanceof Written written ? written.payload() : null;
        String base64 = text("b64data");
        return base64.isEmpty() ? payload : JsonValue.once(payload, JsonValue.binary(base64));
    }

    /** A JSON value as it was written, or else decoded from the field {@code b64…}; null if both are absent. */
    public byte @Nullable [] json(String name) {
        String base64 = text("b64" + name);
        if (!base64.isEmpty()) {
            return JsonValue.checked(Base64.getDecoder().decode(base64));
        }
        return values.get(name) instanceof Written written && !written.json().equals("null")
                ? Payload.text(written.json()).bytes()
                : null;
    }

    private <T> T value(String name, Class<T> type, T otherwise, String expected) {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!type.isInstance(value)) {
            throw wrong(name, expected);
        }
        return type.cast(value);
    }

    private static IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException("\"" + name + "\" is " + expected);
    }
}
