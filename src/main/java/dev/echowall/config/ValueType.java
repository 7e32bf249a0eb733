package dev.echowall.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.Function;

/** The type of a key's value. */
@FunctionalInterface
interface ValueType<T> {
    /** @throws IllegalArgumentException with what is wrong, then what is allowed */
    T read(JsonNode value);

    /** Converts the text of an environment variable; by default to a string. */
    default JsonNode written(String text) {
        return TextNode.valueOf(text);
    }

    /** The same, converted to another type. */
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
