package dev.echowall.presence;

import dev.echowall.channel.ClientInfo;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One user in one channel, with all his connections. Matches a connection that was lost with the one by which the user
 * comes back, whichever is noticed first: a client often reconnects before the death of its instance is noticed.
 */
final class UserPresence {
    /** The most arrivals and replaced connections remembered. */
    private static final int REMEMBERED = 8;

    private record Arrival(String client, long time) {}

    private int connections;
    /** Further connections that have not replaced a lost one yet, oldest first. */
    private final Deque<Arrival> arrivals = new ArrayDeque<>(0);
    /** Lost connections whose leave is held back, oldest first. */
    private final Set<String> lost = new LinkedHashSet<>(0);
    /** Lost connections that others have replaced: their leave is told when the user has gone. */
    private final Deque<ClientInfo> replaced = new ArrayDeque<>(0);

    boolean isPresent() {
        return connections > 0;
    }

    /** Whether nothing is left of the user. */
    boolean isGone() {
        return connections == 0 && lost.isEmpty();
    }

    /** Returns the lost connection that this one replaces; null if there is none. */
    @Nullable
    String entered(String client, long now) {
        Iterator<String> waiting = lost.iterator();
        String returns = waiting.hasNext() ? waiting.next() : null;
        if (returns != null) {
            waiting.remove();
        } else if (connections > 0) {
            if (arrivals.size() == REMEMBERED) {
                arrivals.removeFirst();
            }
            arrivals.addLast(new Arrival(client, now));
        }
        connections++;
        return returns;
    }

    void left(String client) {
        connections--;
        arrivals.removeIf(arrival -> arrival.client().equals(client));
    }

    /** Whether another connection has already replaced one that is lost now. */
    boolean hasReturned(long now, long graceMillis) {
        arrivals.removeIf(arrival -> arrival.time() < now - graceMillis);
        return arrivals.pollFirst() != null;
    }

    /** The leave of this connection is held back. */
    void hold(String client) {
        lost.add(client);
    }

    /** It is not held back any more. */
    void release(String client) {
        lost.remove(client);
    }

    /**
     * The leave of this connection is not told until the user has gone.
     *
     * @param tell told the leave of the oldest one if there are too many
     */
    void replaced(ClientInfo connection, Consumer<ClientInfo> tell) {
        if (replaced.size() == REMEMBERED) {
            tell.accept(replaced.removeFirst());
        }
        replaced.addLast(connection);
    }

    /** A connection that was replaced is there again; false if it was not. */
    boolean isBack(String client) {
        return replaced.removeIf(each -> each.client().equals(client));
    }

    /** The connections whose leave has not been told. */
    Iterable<ClientInfo> replaced() {
        return replaced;
    }
}
