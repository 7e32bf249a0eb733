package dev.echowall.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.Function;

/** What may stand at a key. */
@FunctionalInterface
interface ValueType<T> {
    /**
     * @throws IllegalArgumentException what is wrong, then what is allowed
     */
    T read(JsonNode value);

    /** What an environment variable of this text says; by default a text. */
    default JsonNode written(String text) {
        return TextNode.valueOf(text);
    }

    /** The same, read as something else. */
    default <R> ValueType<R> map(Function<T, R> as) {
        ValueType<T> type = this;
        return new ValueType<>() {
            @Override
            public R read(JsonNode value) {
                return as.apply(type.read(value));
            }

            @Override
            public JsonNode written(String text) {
                return type.written(text);
            }
        };
    }
}
