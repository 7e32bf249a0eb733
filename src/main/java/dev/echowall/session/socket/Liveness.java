package dev.echowall.session.socket;

/**
 * Decides when to ping a peer, and when to give it up. Pure: events and times in ms are passed to it.
 *
 * <p>The time without an answer starts when the ping was written to the socket, and every byte that the peer accepts
 * counts as a sign of life, because a slow reader has queued bytes before our ping. A peer that accepts none of the
 * queued bytes is given up as well, whatever it sends meanwhile.
 */
final class Liveness {
    /** What to do now. */
    enum Action {
        WAIT,
        PING,
        GIVE_UP
    }

    private static final int LOOKS = 4;

    private final long interval;
    private final long timeout;
    /** Whether to ping at each interval, whatever is received meanwhile. */
    private final boolean onSchedule;

    private long heard;
    private long moved;
    private long mark;
    private boolean waited;
    private boolean asked;
    private long askedSince;

    /**
     * @param interval ms of silence before a ping
     * @param timeout ms that the answer may take
     * @param onSchedule whether to ping at each interval, even if the peer is not silent
     */
    Liveness(long interval, long timeout, boolean onSchedule, long now) {
        this.interval = interval;
        this.timeout = timeout;
        this.onSchedule = onSchedule;
        this.heard = now;
        this.askedSince = now;
        this.moved = now;
    }

    /** Something arrived from the peer. */
    void heard(long now) {
        heard = now;
        asked = false;
    }

    /** The ping has been written to the socket. */
    void pingLeft(long now) {
        askedSince = now;
    }

    /**
     * @param taken bytes that the socket has accepted so far
     * @param waiting whether there are more for it
     */
    Action judge(long now, long taken, boolean waiting) {
        boolean moves = taken != mark;
        mark = taken;
        if (moves || !waiting || !waited) {
            moved = now;
        }
        waited = waiting;
        if (now - moved >= interval + timeout) {
            return Action.GIVE_UP;
        }
        if (!asked) {
            return now - pause() >= interval ? ask(now) : Action.WAIT;
        }
        if (moves) {
            askedSince = now;
        }
        return now - askedSince >= timeout ? Action.GIVE_UP : Action.WAIT;
    }

    /** In how many ms to check again. */
    long next(long now, boolean waiting) {
        long next = asked ? askedSince + timeout - now : pause() + interval - now;
        return Math.max(1, waiting ? Math.min(next, timeout / LOOKS) : next);
    }

    /** Since when no ping was needed. */
    private long pause() {
        return onSchedule ? askedSince : heard;
    }

    private Action ask(long now) {
        asked = true;
        askedSince = now;
        return Action.PING;
    }
}
