package dev.echowall.session.socket;

import dev.echowall.channel.Payload;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;

/** What a connection is for. Called on its event loop, between {@link #opened} and {@link #closed}. */
public interface Session {
    /** The handshake is answered: frames may be written. */
    void opened(Connection connection);

    /**
     * A whole message came.
     *
     * @param bytes the session's own
     * @param frames how many it came in
     */
    void message(Payload.Kind kind, byte[] bytes, int frames);

    /** A pong came, asked for or not. */
    default void pong(byte[] payload) {}

    /**
     * Whether the peer has been written all that answers what it said. While it has not, a violation of the peer's is put
     * off, for a short time; the session says {@link Connection#settled} when it has.
     */
    default boolean settled() {
        return true;
    }

    /** The socket takes bytes again. */
    void drained();

    /** It ends, whoever ended it: nothing can be written any more. Comes once. */
    void closed();

    /** For the log: the channels it is on, or what it is. */
    String label();

    /** What its connections are counted as. */
    default String transport() {
        return "websocket";
    }

    /** A ping as the peer understands it; a new buffer. */
    default ByteBuf pingFrame() {
        return Frames.frame(Frames.PING, new byte[0]);
    }

    /** Whether the peer expects a ping in each interval, and not only after an interval in which it was silent. */
    default boolean pingsOnSchedule() {
        return false;
    }

    /** How an end that was not asked for by this session is put to the peer. */
    default CloseStatus closing(CloseCode code, String reason) {
        return new CloseStatus(code.code(), reason);
    }
}
