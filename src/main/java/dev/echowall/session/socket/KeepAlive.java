package dev.echowall.session.socket;

import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Checks a connection at intervals: pings the peer, gives it up if it is silent, and cuts it off if it does not close.
 */
final class KeepAlive extends TimingWheel.Timeout {
    private final LoopContext loop;
    private final Connection connection;
    private final Session session;
    private final Liveness liveness;
    private @Nullable Outbound out;
    private boolean leaving;

    KeepAlive(LoopContext loop, Connection connection, Session session) {
        this.loop = loop;
        this.connection = connection;
        this.session = session;
        // Random, because connections that were opened together after a restart should not be pinged together for ever.
        long head = ThreadLocalRandom.current().nextLong(loop.pingInterval() / 2 + 1);
        this.liveness = new Liveness(
                loop.pingInterval(),
                loop.pongTimeout(),
                session.pingsOnSchedule(),
                loop.wheel().now() - head);
    }

    void begin(Outbound outbound) {
        out = outbound;
        loop.wheel().schedule(liveness.next(loop.wheel().now(), false), this);
    }

    /** Something arrived from the peer. */
    void heard() {
        liveness.heard(loop.wheel().now());
    }

    /** From now on the peer only has to close, within {@link LoopContext#closeTimeout}. */
    void leave() {
        leaving = true;
        loop.wheel().schedule(loop.closeTimeout(), this);
    }

    void end() {
        leaving = true;
        loop.wheel().cancel(this);
    }

    @Override
    void expired() {
        if (leaving) {
            connection.overdue();
            return;
        }
        long now = loop.wheel().now();
        if (connection.held()) {
            liveness.heard(now); // it is not silent, it is us who do not read
        }
        boolean waiting = out().waiting();
        switch (liveness.judge(now, out().taken(), waiting)) {
            case WAIT -> {}
            case PING -> out().writeAndFlush(session.pingFrame()).addListener(left -> pingLeft());
            case GIVE_UP -> {
                connection.giveUp();
                return;
            }
        }
        loop.wheel().schedule(liveness.next(now, waiting), this);
    }

    private void pingLeft() {
        long now = loop.wheel().now();
        liveness.pingLeft(now);
        if (!leaving) {
            loop.wheel().schedule(liveness.next(now, out().waiting()), this);
        }
    }

    private Outbound out() {
        return Objects.requireNonNull(out, "not open yet");
    }
}
