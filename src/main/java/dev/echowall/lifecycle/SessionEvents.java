package dev.echowall.lifecycle;

import dev.echowall.lifecycle.ConnectionChange.Connected;
import dev.echowall.lifecycle.ConnectionChange.Disconnected;
import dev.echowall.lifecycle.ConnectionChange.Subscribed;
import dev.echowall.lifecycle.ConnectionChange.Unsubscribed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the sessions of one event loop say what happens to them. Confined to that loop. While nobody listens to
 * events, it costs one comparison.
 */
public final class SessionEvents {
    private final List<Runnable> sessions = new ArrayList<>();
    private @Nullable Recording recording;
    /** What is there already, while that is listed. */
    private @Nullable List<ConnectionChange> listed;

    /** @param list makes each of some sessions say what it is, by the methods of this class, as if it had just begun */
    public void lists(Runnable list) {
        sessions.add(list);
    }

    /** Whether it matters what is said here. */
    public boolean areRecorded() {
        return recording != null;
    }

    /** @param user "" for an anonymous client */
    public void connected(String client, String user, String transport) {
        if (recording != null) {
            tell(recording, new Connected(client, user, transport));
        }
    }

    public void subscribed(String client, String channel) {
        if (recording != null) {
            tell(recording, new Subscribed(client, channel));
        }
    }

    public void unsubscribed(String client, String channel) {
        if (recording != null) {
            tell(recording, new Unsubscribed(client, channel));
        }
    }

    public void disconnected(String client, int code, String reason) {
        if (recording != null) {
            tell(recording, new Disconnected(client, code, reason));
        }
    }

    private void tell(Recording to, ConnectionChange change) {
        if (listed != null) {
            listed.add(change);
        } else {
            to.changed(change);
        }
    }

    /** From now on everything is recorded, after what there is now. */
    public void begin(Recording by) {
        if (recording == by) {
            return;
        }
        List<ConnectionChange> all = new ArrayList<>();
        recording = by;
        listed = all;
        sessions.forEach(Runnable::run);
        listed = null;
        by.listed(all);
    }

    public void end() {
        recording = null;
    }
}
