package dev.echowall.lifecycle;

import java.util.List;

/**
 * A publication in the stream by which the instances tell each other what happens to their clients.
 *
 * @param source what these are the connections of: one run of an instance and a number, which is different each time it
 *     begins to record
 * @param node the name of that instance
 * @param changes in order
 */
record Entry(Kind kind, String source, String node, List<ConnectionChange> changes) {
    enum Kind {
        CHANGES,
        /** The first entry of a source that had no connections when it began to record. */
        OPENED_EMPTY,
        /** The first entry of a source that may have had some, which only it can tell. */
        OPENED,
        /** Said by the others: the instance has gone. */
        GONE
    }

    static Entry gone(String source, String node) {
        return new Entry(Kind.GONE, source, node, List.of());
    }

    static String source(String instance, int number) {
        return instance + "/" + number;
    }

    /** Stands for any source of the instance. */
    static String anySource(String instance) {
        return instance + "/";
    }

    /** Whether the first, a source or {@link #anySource any one}, stands for the second. */
    static boolean isMeant(String source, String by) {
        return source.endsWith("/") ? by.startsWith(source) : by.equals(source);
    }

    /** Whether the first source is of the same instance and took the place of the second one. */
    static boolean isAfter(String source, String other) {
        return instance(source).equals(instance(other)) && number(source) > number(other);
    }

    private static int number(String source) {
        return Integer.parseInt(source.substring(source.lastIndexOf('/') + 1));
    }

    /** The id of the run of the instance. */
    static String instance(String source) {
        return source.substring(0, source.lastIndexOf('/'));
    }
}
