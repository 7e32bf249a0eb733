package dev.echowall.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The recording of one subscriber, or of one reading of the stream. Takes about 50 bytes for each delivery, and is only
 * given up with the run.
 *
 * @param subscriber its name in the report
 */
record Trail(String subscriber, String channel, List<Seen> seen) {
    Trail(String subscriber, String channel) {
        this(subscriber, channel, new ArrayList<>());
    }

    void add(Seen what) {
        seen.add(what);
    }

    @Override
    public String toString() {
        return subscriber + " of " + channel;
    }
}
