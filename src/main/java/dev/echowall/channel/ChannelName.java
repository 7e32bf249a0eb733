package dev.echowall.channel;

/**
 * The name of a channel: 1 to 255 of {@code A–Z a–z 0–9 . _ - : #}.
 *
 * <p>The part before the first {@code ':'} is its namespace ({@code echo:kitchen} belongs to {@code echo}); a name
 * without one is a namespace by itself.
 */
public record ChannelName(String value) implements Comparable<ChannelName> {
    public static final int MAX_LENGTH = 255;

    /** @throws IllegalArgumentException with a sentence for the user */
    public ChannelName {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a channel name has 1 to " + MAX_LENGTH + " characters, this one has " + value.length());
        }
        for (int i = 0; i < value.length(); i++) {
            if (!allowed(value.charAt(i))) {
                throw new IllegalArgumentException(
                        "a channel name is made of A-Z a-z 0-9 . _ - : #, this one has another character at " + i);
            }
        }
    }

    public static ChannelName of(String value) {
        return new ChannelName(value);
    }

    public String namespace() {
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-'
                || c == ':'
                || c == '#';
    }

    @Override
    public int compareTo(ChannelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
