package dev.echowall.session.socket;

/**
 * When to ping a peer, and when to give it up. Pure: it is told what happened, and the time in ms.
 *
 * <p>The peer's silence counts from when the ping left the socket, and any byte that the peer takes counts as a sign of
 * life: one that reads slowly has a backlog before our ping. One that takes nothing of what waits for it is given up
 * too, whatever it sends meanwhile.
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
    /** Whether pings follow each other by the interval, whatever is heard meanwhile. */
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
     * @param onSchedule whether to ping a peer that is not silent too, once in each interval
     */
    Liveness(long interval, long timeout, boolean onSchedule, long now) {
        this.interval = interval;
        this.timeout = timeout;
        this.onSchedule = onSchedule;
        this.heard = now;
        this.askedSince = now;
        this.moved = now;
    }

    /** Something came from the peer. */
    void heard(long now) {
        heard = now;
        asked = false;
    }

    /** The ping has left the socket. */
    void pingLeft(long now) {
        askedSince = now;
    }

    /**
     * @param taken bytes that the socket has taken so far
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

    /** In how many ms to judge again. */
    long next(long now, boolean waiting) {
        long next = asked ? askedSince + timeout - now : pause() + interval - now;
        return Math.max(1, waiting ? Math.min(next, timeout / LOOKS) : next);
    }

    /** Since when there was no need of a ping. */
    private long pause() {
        return onSchedule ? askedSince : heard;
    }

    private Action ask(long now) {
        asked = true;
        askedSince = now;
        return Action.PING;
    }
}
