package dev.echowall.protocol.websocket;

import dev.echowall.channel.Payload;

/** Takes what a {@link FrameDecoder} finds. The byte arrays are the sink's own. */
public interface FrameSink {
    /**
     * A whole message; TEXT is valid UTF-8.
     *
     * @param frames how many it came in
     */
    void message(Payload.Kind kind, byte[] bytes, int frames);

    void ping(byte[] payload);

    void pong(byte[] payload);

    /**
     * The peer closes; nothing comes after it.
     *
     * @param code 1005 when it gave none
     */
    void close(int code, String reason);

    /**
     * The peer broke a rule or a limit; nothing comes after it. The connection is to be closed so.
     *
     * @param sentence for the peer, at most {@link Frames#REASON_BYTES} bytes
     */
    void violation(CloseCode code, String sentence);
}
