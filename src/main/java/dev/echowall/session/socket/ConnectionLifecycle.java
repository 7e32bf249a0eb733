package dev.echowall.session.socket;

import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.session.socket.CloseOutcome.By;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of one connection: opened, the closing handshake of RFC 6455 section 7, closed. It notifies the
 * session of the end, and reports opening and closing to metrics and log. On the connection's event loop.
 */
final class ConnectionLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final long id;
    private final LoopContext loop;
    private final Session session;
    private final Inbound inbound;
    private final KeepAlive keepAlive;
    private final CloseOutcome outcome = new CloseOutcome();
    private ConnectionState state = ConnectionState.UPGRADING;
    private @Nullable Outbound outbound;
    /**
     * Fails the connection for a violation of the peer after its earlier messages have been answered; null if there is
     * none.
     */
    private @Nullable Runnable postponedFailure;

    ConnectionLifecycle(long id, LoopContext loop, Session session, Inbound inbound, KeepAlive keepAlive) {
        this.id = id;
        this.loop = loop;
        this.session = session;
        this.inbound = inbound;
        this.keepAlive = keepAlive;
    }

    void attach(Outbound out) {
        outbound = out;
    }

    boolean isUpgrading() {
        return state == ConnectionState.UPGRADING;
    }

    boolean isOpen() {
        return state == ConnectionState.OPEN;
    }

    void open(String remote) {
        state = ConnectionState.OPEN;
        loop.metrics().connected(session.transport());
        ConnectionLog.opened(id, session, remote);
        keepAlive.begin(out());
    }

    /** Ends the connection if that was requested before it was open. */
    void endIfAsked() {
        if (outcome.hasBegun()) {
            end(outcome.code(), "");
        }
    }

    /** Starts the closing handshake from our side: section 7.1.2. */
    void end(int code, String reason) {
        if (!failPostponed() && isOpen()) {
            sendClose(By.SERVER, code, reason);
            keepAlive.leave();
            inbound.release();
        } else if (isUpgrading()) {
            outcome.is(By.SERVER, code, reason);
        }
    }

    /** The peer's close frame arrived, first or as the answer to ours. */
    void closeFrameCame(int code) {
        if (isOpen()) {
            sendClose(By.CLIENT, code, "");
        }
        linger();
    }

    /** Ends it without waiting for the peer's answer: section 7.1.7. */
    void fail(CloseStatus status) {
        if (isOpen()) {
            sendClose(By.SERVER, status.code(), status.reason());
        }
        linger();
    }

    /** Fails it later, when {@link #failPostponed()} is called or a time limit is over. */
    void postponeFailure(CloseStatus status) {
        postponedFailure = () -> fail(status);
        keepAlive.leave();
    }

    boolean isFailurePostponed() {
        return postponedFailure != null;
    }

    /** @return whether a failure was postponed */
    boolean failPostponed() {
        Runnable failing = postponedFailure;
        postponedFailure = null;
        if (failing != null) {
            failing.run();
        }
        return failing != null;
    }

    /** The peer does not answer: sends a close frame and cuts it off. */
    void giveUp() {
        CloseStatus status = session.closing(CloseCode.NO_PONG, "no answer to a ping");
        sendClose(By.SERVER, status.code(), status.reason());
        out().abort();
    }

    /** Ends it without a closing handshake. */
    void cut(String reason) {
        outcome.is(By.SERVER, CloseCode.ABNORMAL.code(), reason);
        out().abort();
    }

    /** The socket is closed. */
    void closed() {
        boolean wasOpened = !isUpgrading();
        outcome.is(By.NETWORK, CloseCode.ABNORMAL.code(), "connection lost");
        if (isOpen()) {
            closeSession();
        }
        state = ConnectionState.CLOSED;
        keepAlive.end();
        inbound.end();
        if (wasOpened) {
            loop.metrics().disconnected(session.transport(), CloseCode.label(outcome.code()));
            ConnectionLog.closed(id, session, outcome, inbound.received(), out().written());
        }
    }

    boolean isClosed() {
        return state == ConnectionState.CLOSED;
    }

    private void sendClose(By by, int code, String reason) {
        outcome.is(by, code, reason);
        state = ConnectionState.CLOSING;
        closeSession();
        out().write(Frames.close(code, reason));
        out().flush();
    }

    private void linger() {
        if (state != ConnectionState.CLOSING) {
            return;
        }
        state = ConnectionState.LINGERING;
        inbound.end();
        out().shut();
        inbound.discard();
        keepAlive.leave();
    }

    private void closeSession() {
        try {
            loop.inContext(() -> session.closed(outcome.isLoss(), outcome.status()));
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("connection", id).log("a session could not be closed");
        }
    }

    private Outbound out() {
        return Objects.requireNonNull(outbound, "not in a pipeline yet");
    }
}
