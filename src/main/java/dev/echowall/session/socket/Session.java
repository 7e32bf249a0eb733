package dev.echowall.session.socket;

import dev.echowall.channel.Payload;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;

/** What a connection is used for. Called on its event loop, between {@link #opened} and {@link #closed}. */
public interface Session {
    /** The handshake has been answered: frames may be written. */
    void opened(Connection connection);

    /**
     * A whole message arrived.
     *
     * @param bytes owned by the session
     * @param frames the number of its frames
     */
    void message(Payload.Kind kind, byte[] bytes, int frames);

    /** A pong arrived, solicited or not. */
    default void pong(byte[] payload) {}

    /**
     * Whether everything that the peer sent has been answered. If not, a violation by the peer is handled later, after
     * a short time at most; the session calls {@link Connection#settled} when it has.
     */
    default boolean settled() {
        return true;
    }

    /** The socket accepts bytes again. */
    void drained();

    /**
     * The connection has ended for any reason: nothing can be written any more. Called once.
     *
     * @param lost whether the client is likely to come back: it or its network has failed, or the server asked it to
     *     connect again
     * @param how as the close frame says, or would say
     */
    void closed(boolean lost, CloseStatus how);

    /** Says again what it is to those who record sessions. */
    default void list() {}

    /** For the log: its channels, or its kind. */
    String label();

    /** The label under which its connections are counted. */
    default String transport() {
        return "websocket";
    }

    /** A ping in the form that the peer understands; a new buffer. */
    default ByteBuf pingFrame() {
        return Frames.frame(Frames.PING, new byte[0]);
    }

    /** Whether the peer expects a ping at each interval, and not only after it was silent for one. */
    default boolean pingsOnSchedule() {
        return false;
    }

    /** The close code and reason for an end that this session did not ask for. */
    default CloseStatus closing(CloseCode code, String reason) {
        return new CloseStatus(code.code(), reason);
    }
}
