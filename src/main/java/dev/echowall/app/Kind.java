package dev.echowall.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

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
}
