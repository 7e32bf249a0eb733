package dev.echowall.protocol.websocket;

import dev.echowall.channel.Payload;

/** Receives what a {@link FrameDecoder} finds. The sink may keep the byte arrays. */
public interface FrameSink {
    /**
     * A whole message; TEXT is valid UTF-8.
     *
     * @param frames the number of its frames
     */
    void message(Payload.Kind kind, byte[] bytes, int frames);

    void ping(byte[] payload);

    void pong(byte[] payload);

    /**
     * The peer sent a close frame. No further calls.
     *
     * @param code 1005 if it had none
     */
    void close(int code, String reason);

    /**
     * The peer violated the protocol or a limit. No further calls. The connection must be closed with this code.
     *
     * @param sentence for the peer, at most {@link Frames#REASON_BYTES} bytes
     */
    void violation(CloseCode code, String sentence);
}
