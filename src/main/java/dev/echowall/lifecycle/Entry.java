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

    /** The id of the run of the instance. */
    static String instance(String source) {
        return source.substring(0, source.lastIndexOf('/'));
    }
}
