package dev.echowall.tools.verify;

import dev.echowall.tools.verify.Anomaly.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what servers say about who is in a channel with when the clients of this process really were. All clients are
 * anonymous, so each connection is somebody else. Times are those of {@link System#nanoTime}.
 */
final class PresenceChecker {
    /** A client whose server has answered within this time is there, whatever happens elsewhere. */
    private static final long ALIVE_NANOS = 1_500_000_000L;

    private final long limitNanos;
    private final Map<String, Attendance> all = new LinkedHashMap<>();
    private final List<Anomaly> anomalies = new ArrayList<>();
    private long longestGhost;
    private long longestAbsence;
    private long told;

    /** The time of one connection in the channel. */
    private static final class Attendance {
        private final long entered;
        private long heard;
        /** Since when its server has answered without a pause. */
        private long answering;

        private long ended = Long.MAX_VALUE;
        private boolean ghost;
        private boolean missing;
        /** When each server listed it last. */
        private final Map<String, Long> listed = new HashMap<>();

        Attendance(long entered) {
            this.entered = entered;
            this.heard = entered;
            this.answering = entered;
        }
    }

    /** What one client has been told, from its subscription to its end. */
    final class Watcher {
        private final String name;
        private final long began;
        private final Map<String, Boolean> there = new HashMap<>();

        private Watcher(String name, long began) {
            this.name = name;
            this.began = began;
        }

        void joined(String client) {
            told++;
            if (Boolean.TRUE.equals(there.put(client, true))) {
                found(Kind.JOINED_TWICE, name + " was told twice that " + client + " came");
            }
        }

        void left(String client, long now) {
            told++;
            Boolean before = there.put(client, false);
            Attendance attendance = all.get(client);
            if (Boolean.FALSE.equals(before)) {
                found(Kind.LEFT_TWICE, name + " was told twice that " + client + " left");
            } else if (before == null && attendance != null && attendance.entered > began + limitNanos) {
                found(Kind.LEFT_TWICE, name + " was told that " + client + " left, and never that it came");
            }
            if (attendance != null && attendance.ended == Long.MAX_VALUE && now - attendance.heard < ALIVE_NANOS) {
                found(Kind.FLAP, name + " was told that " + client + " left, which is still there");
            }
        }

        /** Clients that it believes to be there and that have gone. */
        List<String> untold() {
            return there.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .map(Map.Entry::getKey)
                    .filter(client -> all.containsKey(client) && all.get(client).ended != Long.MAX_VALUE)
                    .toList();
        }
    }

    /** @param limit how long a list may be wrong */
    PresenceChecker(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** The client has been told that it is in the channel. */
    Watcher entered(String client, long now) {
        all.put(client, new Attendance(now));
        return new Watcher("the client " + client, now);
    }

    /** The client's server has answered it. */
    void alive(String client, long now) {
        Attendance attendance = all.get(client);
        if (attendance != null) {
            // An instance that stood still answers once more before it starts again.
            if (now - attendance.heard > ALIVE_NANOS) {
                attendance.answering = now;
            }
            attendance.heard = now;
        }
    }

    /** The connection has ended. */
    void ended(String client, long now) {
        Attendance attendance = all.get(client);
        if (attendance != null && attendance.ended == Long.MAX_VALUE) {
            attendance.ended = now;
        }
    }

    /**
     * A server's list of the channel.
     *
     * @param asked when it was asked for
     * @param answered when the answer had arrived
     */
    void listed(String server, Set<String> clients, long asked, long answered) {
        all.forEach((client, each) -> {
            if (clients.contains(client)) {
                each.listed.put(server, asked);
                ghost(server, client, each, asked);
            } else {
                missing(server, client, each, asked, answered);
            }
        });
    }

    private void ghost(String server, String client, Attendance each, long asked) {
        long since = each.ended == Long.MAX_VALUE ? 0 : asked - each.ended;
        longestGhost = Math.max(longestGhost, since);
        if (since > limitNanos && !each.ghost) {
            each.ghost = true;
            found(Kind.GHOST, server + " lists " + client + ", which has gone " + millis(since) + " ms before");
        }
    }

    private void missing(String server, String client, Attendance each, long asked, long answered) {
        if (each.ended < answered || answered - each.heard > ALIVE_NANOS) {
            return;
        }
        Long before = each.listed.get(server);
        long since = asked - Math.max(each.answering, before == null ? Long.MIN_VALUE : before);
        longestAbsence = Math.max(longestAbsence, since);
        if (since > limitNanos && !each.missing) {
            each.missing = true;
            found(
                    Kind.NOT_LISTED,
                    server + " does not list " + client + ", which is there, for " + millis(since) + " ms");
        }
    }

    /** The run is over: what was never told. */
    void finish(List<Watcher> watchers) {
        for (Watcher watcher : watchers) {
            watcher.untold()
                    .forEach(client ->
                            found(Kind.LEAVE_NOT_TOLD, watcher.name + " was never told that " + client + " left"));
        }
    }

    List<Anomaly> anomalies() {
        return anomalies;
    }

    /** The longest time for which somebody was listed who had gone. */
    Duration longestGhost() {
        return Duration.ofNanos(longestGhost);
    }

    /** The longest time for which somebody was not listed who was there. */
    Duration longestAbsence() {
        return Duration.ofNanos(longestAbsence);
    }

    /** How many clients there were. */
    int clients() {
        return all.size();
    }

    /** How many joins and leaves were told. */
    long told() {
        return told;
    }

    private void found(Kind kind, String sentence) {
        anomalies.add(new Anomaly(kind, 1, sentence));
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
