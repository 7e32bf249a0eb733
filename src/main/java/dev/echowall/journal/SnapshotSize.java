package dev.echowall.journal;

import dev.echowall.stream.Stream;
import dev.echowall.stream.Weight;

/** About how many bytes the snapshot of a stream has, without making one. */
public final class SnapshotSize {
    private static final int STREAM = 64;
    private static final int PUBLICATION = 12;
    private static final int ID = 28;
    private static final int BATCH = 64;

    private SnapshotSize() {}

    /** @param state how long the writer's state is */
    public static long of(Stream stream, int state) {
        long publications = stream.top() + 1 - stream.oldest();
        long bytes = stream.keptWeight() - publications * Weight.PUBLICATION;
        return STREAM
                + stream.channel().value().length()
                + state
                + bytes
                + publications * PUBLICATION
                + (long) stream.ids().size() * ID
                + (long) stream.sent().size() * BATCH;
    }
}
