package dev.echowall.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of one publisher, used one after the other. On the sender's loop. */
final class PublisherConnections<C> {
    private final int wanted;
    private final List<C> open = new ArrayList<>();
    private int failed;
    private int turn;

    /** @param wanted how many there are to be */
    PublisherConnections(int wanted) {
        this.wanted = wanted;
    }

    int wanted() {
        return wanted;
    }

    void opened(C connection) {
        open.add(connection);
    }

    void closed(C connection) {
        open.remove(connection);
    }

    /** One there will not be. */
    void failed() {
        failed++;
    }

    /** Whether all are open, or never will be. */
    boolean settled() {
        return open.size() + failed >= wanted;
    }

    /** Whether there is none, and will be none. */
    boolean gone() {
        return settled() && open.isEmpty();
    }

    /** The one whose turn it is; null when none is open. */
    @Nullable
    C next() {
        return open.isEmpty() ? null : open.get(turn++ % open.size());
    }

    /** All that are open, even while they close. */
    void each(Consumer<C> action) {
        List.copyOf(open).forEach(action);
    }
}
