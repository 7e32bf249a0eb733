package dev.echowall.server;

import org.jspecify.annotations.Nullable;

/** A whole number of 1 or more in a query. */
final class QueryNumber {
    private QueryNumber() {}

    /**
     * @param absent what it is if it was not given
     * @param most what a larger one counts as
     * @throws IllegalArgumentException with a sentence for the client
     */
    static int parse(String name, @Nullable String text, int absent, int most) {
        if (text == null) {
            return absent;
        }
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
            throw new IllegalArgumentException(name + " is a whole number of 1 or more");
        }
        return Math.min(most, Integer.parseInt(text));
    }
}
