package dev.echowall.channel;

import java.util.Map;

/**
 * The limits for the tags of a publication: names and values that its publisher chose, for programs that process it.
 */
public final class Tags {
    public static final int MAX_COUNT = 64;

    /** The most characters of all names and values together, because they are stored and sent with the publication. */
    public static final int MAX_CHARACTERS = 4096;

    /* The heap memory of a map with its table, and of each tag with two strings and an entry, without their content. */
    private static final int MAP_OBJECTS = 64;
    private static final int TAG_OBJECTS = 112;

    private Tags() {}

    /**
     * The same tags, immutable; all empty maps are the same instance.
     *
     * @throws IllegalArgumentException with a sentence if there are too many or they are too long
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

    /** The most heap memory that they use, in bytes; 0 if there are none. */
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
