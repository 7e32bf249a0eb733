package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A minimal WebSocket client for load generation: it makes the handshake, answers pings and the close, and passes on
 * frames. Confined to its channel's event loop.
 */
final class BenchWebSocket extends ChannelInboundHandlerAdapter implements FrameScanner.Reader {
    /** The owner of the connection; called on its event loop. */
    interface Owner {
        /** The server accepted the handshake. When the owner counts on the connection, it says so: {@link #agree}. */
        void opened(BenchWebSocket socket);

        /** Bytes arrived, of any kind; calls for the frames in them may follow. */
        void bytesRead(int bytes);

        /** A text or binary frame. */
        void data(BenchWebSocket socket, ByteBuf in, int from, int end);

        /**
         * The connection ended or could not be made. Called once.
         *
         * @param why empty if we ended it
         */
        void over(BenchWebSocket socket, String why);
    }

    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xA;
    private static final int CONTROL_BYTES = 125;
    private static final int NORMAL = 1000;

    private final Channel channel;
    private final ClientHandshake handshake;
    private final Owner owner;
    private final FrameScanner scanner;
    private final long begun = System.nanoTime();
    private @Nullable ByteBuf answer;
    private boolean open;
    private boolean over;
    private boolean leaving;
    private boolean agreed;
    /** For the owner: the number of the last message, how many have been counted, and replies that are to come. */
    int last = -1;

    int heard;
    int awaited;

    BenchWebSocket(Channel channel, ClientHandshake handshake, Owner owner) {
        this.channel = channel;
        this.handshake = handshake;
        this.owner = owner;
        this.scanner = new FrameScanner(channel.alloc(), this);
    }

    boolean open() {
        return open && !over;
    }

    /** Whether the owner ever counted on the connection. */
    boolean agreed() {
        return agreed;
    }

    /** The owner counts on the connection from now on. */
    void agree() {
        agreed = true;
    }

    /** When it started to connect, on {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    /** Ends the connection if the owner cannot count on it by then. */
    void hasToAgreeWithin(Duration limit) {
        Runnable end = () -> {
            if (!agreed) {
                end("no answer to the handshake within " + limit.toSeconds() + " s");
            }
        };
        var unused = channel.eventLoop().schedule(end, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the connection because of an error. */
    void fail(String why) {
        end(why);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // With TLS it is queued until the TLS handshake is done.
        say(handshake.request(context.alloc()));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf chunk = (ByteBuf) message;
        if (over) {
            chunk.release();
            return;
        }
        owner.bytesRead(chunk.readableBytes());
        if (open) {
            scanner.feed(chunk);
        } else {
            handshakeAnswered(chunk);
        }
    }

    private void handshakeAnswered(ByteBuf chunk) {
        ByteBuf all = answer == null ? channel.alloc().buffer(chunk.readableBytes()) : answer;
        answer = all.writeBytes(chunk);
        chunk.release();
        int head = ClientHandshake.head(all);
        if (head == 0) {
            if (all.readableBytes() > ClientHandshake.MOST) {
                end("a response to the handshake of more than 16 KiB");
            }
            return;
        }
        String refusal = handshake.refusal(
                all.readCharSequence(head, StandardCharsets.ISO_8859_1).toString());
        if (!refusal.isEmpty()) {
            end(refusal);
            return;
        }
        open = true;
        answer = null;
        owner.opened(this);
        scanner.feed(all);
    }

    @Override
    public void data(ByteBuf in, int from, int end) {
        owner.data(this, in, from, end);
    }

    @Override
    public void ping(ByteBuf in, int from, int end) {
        say(frame(PONG, in.slice(from, Math.min(end - from, CONTROL_BYTES))));
    }

    @Override
    public void close(ByteBuf in, int from, int end) {
        boolean coded = end - from >= 2;
        if (!leaving) {
            say(frame(CLOSE, in.slice(from, coded ? 2 : 0)));
        }
        end("closed by the server"
                + (coded
                        ? " with " + in.getUnsignedShort(from) + " "
                                + in.toString(from + 2, end - from - 2, StandardCharsets.UTF_8)
                        : ""));
    }

    @Override
    public void unreadable(String why) {
        end("the server sent " + why);
    }

    /** Sends a close frame and lets the server close the connection. */
    void hangUp() {
        leaving = true;
        if (open()) {
            ByteBuf code = channel.alloc().buffer(2).writeShort(NORMAL);
            say(frame(CLOSE, code));
            code.release();
        } else {
            end("");
        }
    }

    /** Closes the connection without a close frame. */
    void drop() {
        leaving = true;
        end("");
    }

    /** Writes a text message without flushing. */
    void write(ByteBuf text) {
        var unused = channel.write(frame(TEXT, text));
    }

    private void say(ByteBuf bytes) {
        // If the write fails, the connection ends, which is reported.
        var unused = channel.writeAndFlush(bytes);
    }

    void flush() {
        channel.flush();
    }

    ByteBuf buffer(int bytes) {
        return channel.alloc().buffer(bytes);
    }

    /** A client's frame: masked, with a new mask each time (RFC 6455 section 5.3). */
    private ByteBuf frame(int opcode, ByteBuf payload) {
        int length = payload.readableBytes();
        ByteBuf out = channel.alloc().buffer(length + 14).writeByte(0x80 | opcode);
        if (length <= CONTROL_BYTES) {
            out.writeByte(0x80 | length);
        } else if (length <= 0xFFFF) {
            out.writeByte(0x80 | 126).writeShort(length);
        } else {
            out.writeByte(0x80 | 127).writeLong(length);
        }
        int mask = ThreadLocalRandom.current().nextInt();
        out.writeInt(mask);
        for (int i = 0; i < length; i++) {
            out.writeByte(payload.getByte(payload.readerIndex() + i) ^ mask >>> (24 - 8 * (i & 3)));
        }
        return out;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(open ? "closed by the server without a close frame" : "closed by the server before the handshake was done");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(String.valueOf(cause.getMessage()));
    }

    private void end(String why) {
        if (over) {
            return;
        }
        over = true;
        scanner.stop();
        if (answer != null) {
            answer.release();
            answer = null;
        }
        var unused = channel.close();
        owner.over(this, leaving ? "" : why.strip());
    }
}
