package dev.echowall.session.socket;

import dev.echowall.protocol.websocket.FrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The receiving side of one connection: bytes that are not decoded yet, and whether to read. */
final class Inbound {
    private final FrameDecoder decoder;
    private final Executor guarded;
    private @Nullable ChannelConfig socket;
    private @Nullable ByteBuf unread;
    private boolean decoding;
    private boolean held;
    private boolean over;
    private long received;

    /** @param guarded runs the decoder at once, and handles exceptions of it and its callees */
    Inbound(FrameDecoder decoder, Executor guarded) {
        this.decoder = decoder;
        this.guarded = guarded;
    }

    void readFrom(ChannelConfig config) {
        socket = config;
    }

    /** Takes ownership of received bytes, to be decoded next. */
    void came(ByteBuf bytes) {
        received += bytes.readableBytes();
        if (over) {
            bytes.release();
        } else {
            if (held) {
                socket().setAutoRead(false);
            }
            unread = unread == null ? bytes : Unpooled.wrappedBuffer(unread, bytes);
        }
    }

    /** Decodes what has arrived, unless on hold; a nested call returns at once, and the outer call continues. */
    void decode() {
        ByteBuf bytes = unread;
        if (bytes == null || decoding) {
            return;
        }
        unread = null;
        decoding = true;
        guarded.execute(() -> decoder.decode(bytes));
        decoding = false;
        if (bytes.isReadable() && !over) {
            unread = unread == null ? bytes : Unpooled.wrappedBuffer(bytes, unread);
        } else {
            bytes.release();
        }
    }

    /**
     * Reads nothing after the current frame, until {@link #release()}. Reading from the socket is stopped only when
     * more arrives: usually there is nothing, and stopping and resuming are two system calls.
     */
    void hold() {
        if (!held && !over) {
            held = true;
            decoder.hold(true);
        }
    }

    /** @return whether frames were decoded, so that their answers must be flushed */
    boolean release() {
        if (!held) {
            return false;
        }
        held = false;
        decoder.hold(false);
        boolean waited = unread != null;
        decode();
        if (!held) {
            socket().setAutoRead(true);
        }
        return waited;
    }

    boolean held() {
        return held;
    }

    /** Discards what is waiting and what still arrives. */
    void end() {
        over = true;
        held = false;
        decoder.end();
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    /** Keeps reading after the end, so that there are no unread bytes when the socket is closed. */
    void discard() {
        socket().setAutoRead(true);
    }

    /** The number of bytes so far. */
    long received() {
        return received;
    }

    private ChannelConfig socket() {
        return Objects.requireNonNull(socket, "not in a pipeline yet");
    }
}
