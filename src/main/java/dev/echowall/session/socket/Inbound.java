package dev.echowall.session.socket;

import dev.echowall.protocol.websocket.FrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The way in of one connection: what came and is not decoded yet, and whether we listen. */
final class Inbound {
    private final FrameDecoder decoder;
    private final Executor guarded;
    private @Nullable ChannelConfig socket;
    private @Nullable ByteBuf unread;
    private boolean decoding;
    private boolean held;
    private boolean over;
    private long received;

    /** @param guarded runs the decoder at once, and takes what it and those it calls throw */
    Inbound(FrameDecoder decoder, Executor guarded) {
        this.decoder = decoder;
        this.guarded = guarded;
    }

    void readFrom(ChannelConfig config) {
        socket = config;
    }

    /** Takes over what came, to be decoded next. */
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

    /** Decodes what came, as long as nobody holds it; called from inside, it leaves that to whoever is at it. */
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
     * Reads nothing after the frame at hand, until {@link #release()}. The socket is told only when it has brought more:
     * mostly it has nothing, and telling it twice is two system calls.
     */
    void hold() {
        if (!held && !over) {
            held = true;
            decoder.hold(true);
        }
    }

    /** @return whether that led to frames being decoded, the answers to which are to be flushed */
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

    /** Throws away what waits, and whatever still comes. */
    void end() {
        over = true;
        held = false;
        decoder.end();
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    /** Reads on after the end, so that closing the socket finds nothing unread in it. */
    void discard() {
        socket().setAutoRead(true);
    }

    /** Bytes so far. */
    long received() {
        return received;
    }

    private ChannelConfig socket() {
        return Objects.requireNonNull(socket, "not in a pipeline yet");
    }
}
