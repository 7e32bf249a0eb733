package dev.echowall.node;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts the connections of each user on this node. Thread-safe, because those of one user are on all event loops. */
public final class UserConnections {
    private final int limit;
    private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

    /** @param limit the most connections of one user; 0 is no limit */
    public UserConnections(int limit) {
        this.limit = limit;
    }

    /**
     * @return whether the user may have another one; if so, {@link #leave} must follow. Anonymous users are not
     *     counted.
     */
    public boolean enter(String user) {
        if (limit == 0 || user.isEmpty()) {
            return true;
        }
        boolean[] entered = {false};
        counts.compute(user, (name, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < limit;
            return entered[0] ? before + 1 : before;
        });
        return entered[0];
    }

    public void leave(String user) {
        if (limit > 0 && !user.isEmpty()) {
            counts.computeIfPresent(user, (name, count) -> count > 1 ? count - 1 : null);
        }
    }
}
