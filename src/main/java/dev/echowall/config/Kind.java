package dev.echowall.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.Function;

/** What may stand at a key. */
@FunctionalInterface
interface Kind<T> {
    /**
     * @throws IllegalArgumentException what is wrong, then what is allowed
     */
    T read(JsonNode value);

    /** What an environment variable of this text says; by default a text. */
    default JsonNode written(String text) {
        return TextNode.valueOf(text);
    }

    /** The same, read as something else. */
    default <R> Kind<R> map(Function<T, R> as) {
        Kind<T> kind = this;
        return new Kind<>() {
            @Override
            public R read(JsonNode value) {
                return as.apply(kind.read(value));
            }

            @Override
            public JsonNode written(String text) {
                return kind.written(text);
            }
        };
    }
}
