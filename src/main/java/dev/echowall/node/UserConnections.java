package dev.echowall.node;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many connections each user has on this node. Thread-safe: those of one user are on all event loops. */
public final class UserConnections {
    private final int limit;
    private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

    /** @param limit connections of one user at most; 0 is without limit */
    public UserConnections(int limit) {
        this.limit = limit;
    }

    /** @return whether the user may have one more; if so, {@link #leave} is to follow. Who has no name is not counted. */
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
