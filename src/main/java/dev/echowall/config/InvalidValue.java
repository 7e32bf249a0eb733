package dev.echowall.config;

import com.fasterxml.jackson.databind.JsonNode;

/** Messages about invalid values: always one line, whatever the file contains. */
public final class InvalidValue {
    private static final int SHOWN = 60;

    private InvalidValue() {}

    static IllegalArgumentException because(JsonNode value, String fault, String allowed) {
        return because(show(value), fault, allowed);
    }

    static IllegalArgumentException because(String shown, String fault, String allowed) {
        return new IllegalArgumentException(shown + " " + fault + ", allowed is " + allowed);
    }

    static IllegalArgumentException type(JsonNode value, String allowed) {
        return because(value, "is " + type(value), allowed);
    }

    static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a flag";
            case ARRAY -> "a list";
            case OBJECT -> "a mapping";
            default -> "nothing";
        };
    }

    static String show(JsonNode value) {
        return plain(value.toString());
    }

    /** Shortened, and a {@link #line}. */
    static String plain(String text) {
        String line = line(text);
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    /** Without characters that could start a new line in a log or move a cursor. */
    public static String line(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
