package dev.echowall.identity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of tokens and keys: no name twice, since two readers could each believe another one; nothing behind its end;
 * not deep; UTF-8 only.
 */
final class StrictJson {
    private static final int DEPTH = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(100)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // What others are told of a user is written as it was.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StrictJson() {}

    /**
     * @throws IllegalArgumentException when it is not one value of such JSON
     */
    static JsonNode value(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode value = MAPPER.readTree(text);
            if (value.isMissingNode()) {
                throw new IllegalArgumentException("there is no JSON");
            }
            return value;
        } catch (CharacterCodingException | JsonProcessingException e) {
            throw new IllegalArgumentException("this is not JSON in UTF-8 without a name twice", e);
        }
    }

    /**
     * @throws IllegalArgumentException when it is not one object of such JSON
     */
    static JsonNode object(byte[] bytes) {
        JsonNode value = value(bytes);
        if (!value.isObject()) {
            throw new IllegalArgumentException("this is no JSON object");
        }
        return value;
    }

    /** In one line. */
    static byte[] bytes(JsonNode value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
