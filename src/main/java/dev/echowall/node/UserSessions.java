package dev.echowall.node;

import dev.echowall.lifecycle.SessionEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sessions of one event loop by their users. Sessions of anonymous clients are not in here. Confined to the event
 * loop.
 */
public final class UserSessions {
    private final Map<String, List<UserSession>> byUser = new HashMap<>();
    private final SessionEvents events = new SessionEvents();

    /** Where all sessions say what happens to them, those of anonymous clients as well. */
    public SessionEvents events() {
        return events;
    }

    public void add(UserSession session) {
        byUser.computeIfAbsent(session.user(), user -> new ArrayList<>(1)).add(session);
    }

    /** Nothing happens if it is not in here. */
    public void remove(UserSession session) {
        List<UserSession> sessions = byUser.get(session.user());
        if (sessions != null && sessions.remove(session) && sessions.isEmpty()) {
            byUser.remove(session.user());
        }
    }

    /** A copy, since a session that ends is removed. */
    List<UserSession> of(String user) {
        return List.copyOf(byUser.getOrDefault(user, List.of()));
    }

    /** A view. */
    Set<String> users() {
        return byUser.keySet();
    }
}
