package dev.echowall.node;

/**
 * Selects channels by name: {@code *} stands for any number of characters and {@code ?} for one. The empty pattern
 * selects all.
 */
public record ChannelPattern(String value) {
    private static final int MAX_LENGTH = 255;

    /** @throws IllegalArgumentException with a sentence for the client */
    public ChannelPattern {
        if (value.length() > MAX_LENGTH || value.chars().anyMatch(c -> "[]{}\\!".indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "a pattern has at most " + MAX_LENGTH + " characters, of which * and ? stand for others");
        }
    }

    boolean matches(String name) {
        if (value.isEmpty()) {
            return true;
        }
        int at = 0;
        int in = 0;
        // Where the last * is, and up to where it reaches so far.
        int star = -1;
        int reached = 0;
        while (in < name.length()) {
            if (at < value.length() && value.charAt(at) == '*') {
                star = at++;
                reached = in;
            } else if (at < value.length() && (value.charAt(at) == '?' || value.charAt(at) == name.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++reached;
            } else {
                return false;
            }
        }
        while (at < value.length() && value.charAt(at) == '*') {
            at++;
        }
        return at == value.length();
    }
}
