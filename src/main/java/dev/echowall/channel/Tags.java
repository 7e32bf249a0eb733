package dev.echowall.channel;

import java.util.Map;

/** What bounds the tags of a publication: names and values that its publisher chose, for programs that look at it on its way. */
public final class Tags {
    public static final int MAX_COUNT = 64;

    /** Characters of all names and values together: they are kept and sent with the publication. */
    public static final int MAX_CHARACTERS = 4096;

    /* A map and its table; and of each tag two strings and their places in the table: on the heap, without what they hold. */
    private static final int MAP_OBJECTS = 64;
    private static final int TAG_OBJECTS = 112;

    private Tags() {}

    /**
     * The same tags, immutable; all that are empty are one.
     *
     * @throws IllegalArgumentException with a sentence, when they are more or longer than they may be
     */
    public static Map<String, String> checked(Map<String, String> tags) {
        if (tags.isEmpty()) {
            return Map.of();
        }
        Map<String, String> copy = Map.copyOf(tags);
        int characters = characters(copy);
        if (copy.size() > MAX_COUNT || characters > MAX_CHARACTERS) {
            throw new IllegalArgumentException("a publication has at most " + MAX_COUNT + " tags of " + MAX_CHARACTERS
                    + " characters together, this one " + copy.size() + " of " + characters);
        }
        return copy;
    }

    /** What they take up on the heap at most, in bytes; nothing when there are none. */
    public static int size(Map<String, String> tags) {
        return tags.isEmpty() ? 0 : MAP_OBJECTS + tags.size() * TAG_OBJECTS + 2 * characters(tags);
    }

    private static int characters(Map<String, String> tags) {
        int characters = 0;
        for (Map.Entry<String, String> each : tags.entrySet()) {
            characters += each.getKey().length() + each.getValue().length();
        }
        return characters;
    }
}
