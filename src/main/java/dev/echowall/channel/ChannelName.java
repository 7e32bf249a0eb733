package dev.echowall.channel;

/**
 * The name of a channel: 1 to 255 of {@code A–Z a–z 0–9 . _ - : #}, after a {@code $} if it needs a subscription token.
 *
 * <p>The part before the first {@code ':'} is its namespace ({@code echo:kitchen} belongs to {@code echo}, and so does
 * {@code $echo:kitchen}); a name without one is a namespace by itself. The part after the last {@code '#'} belongs to
 * neither: it lists the users that the channel is for, separated by {@code ','} ({@code chat#42,43}).
 */
public record ChannelName(String value) implements Comparable<ChannelName> {
    public static final int MAX_LENGTH = 255;

    /** The first character of a name that clients cannot use: of a channel in which the instances talk to each other. */
    private static final char INTERNAL = '@';

    /** The internal channel in which the instances tell each other what happens to their clients. */
    public static final ChannelName LIFECYCLE = new ChannelName("@@lifecycle");

    /** @throws IllegalArgumentException with a sentence for the user */
    public ChannelName {
        int marks = 0;
        while (marks < 2 && marks < value.length() && value.charAt(marks) == INTERNAL) {
            marks++;
        }
        check(value.substring(marks));
    }

    private static void check(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a channel name has 1 to " + MAX_LENGTH + " characters, this one has " + value.length());
        }
        int users = value.lastIndexOf('#') + 1;
        for (int i = value.charAt(0) == '$' ? 1 : 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!allowed(c) && !(c == ',' && users > 0 && i >= users)) {
                throw new IllegalArgumentException(
                        "a channel name is made of A-Z a-z 0-9 . _ - : #, this one has another character at " + i);
            }
        }
        if (value.equals("$")) {
            throw new IllegalArgumentException("a channel name has something behind its $");
        }
    }

    /**
     * A name that somebody has chosen.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it is none or an internal one
     */
    public static ChannelName of(String value) {
        check(value);
        return new ChannelName(value);
    }

    /** A name that an instance has stored or sent, which may be an internal one. */
    public static ChannelName stored(String value) {
        return new ChannelName(value);
    }

    /** The internal channel in which the instances tell each other who is in this channel. */
    public ChannelName ofPresence() {
        return new ChannelName(INTERNAL + value);
    }

    /** Whether it is a channel of the instances, which has no namespace of the configuration. */
    public boolean isInternal() {
        return value.charAt(0) == INTERNAL;
    }

    public String namespace() {
        int begin = isPrivate() ? 1 : 0;
        int colon = value.indexOf(':');
        int users = value.lastIndexOf('#');
        int end = colon < 0 ? value.length() : colon;
        return value.substring(begin, users < 0 ? end : Math.min(end, users));
    }

    /** Whether it begins with {@code $}: who subscribes needs a token for it. */
    public boolean isPrivate() {
        return value.charAt(0) == '$';
    }

    /** Whether its name lists the users that it is for. */
    public boolean listsUsers() {
        return value.indexOf('#') >= 0;
    }

    /**
     * Whether it is for this user, as far as its name says: for all when it lists none, else for those of the list.
     *
     * @param user empty is nobody of a list
     */
    public boolean isFor(String user) {
        int begin = value.lastIndexOf('#') + 1;
        if (begin == 0) {
            return true;
        }
        if (user.isEmpty()) {
            return false;
        }
        while (begin <= value.length()) {
            int comma = value.indexOf(',', begin);
            int end = comma < 0 ? value.length() : comma;
            if (end - begin == user.length() && value.startsWith(user, begin)) {
                return true;
            }
            begin = end + 1;
        }
        return false;
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
