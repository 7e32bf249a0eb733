package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames in what a server sends (RFC 6455 section 5.2), in pieces of any size, without copying frames that
 * arrive as a whole. It validates only what is needed to find the next frame, because the generator's own cost must
 * stay low. Confined to the connection's event loop.
 */
final class FrameScanner {
    /** Called for each whole frame; positions are in the buffer and valid only during the call. */
    interface Reader {
        /** A frame of a message, or the whole message. */
        void data(ByteBuf in, int from, int end);

        void ping(ByteBuf in, int from, int end);

        void close(ByteBuf in, int from, int end);

        /** Nothing more can be read. */
        void unreadable(String why);
    }

    /** The largest payload, so that a server cannot make the generator use too much memory. */
    private static final int MOST = 64 << 20;

    private static final int SHORT = 125;
    private static final int LENGTH_IN_TWO = 126;

    private final ByteBufAllocator allocator;
    private final Reader reader;
    /** The beginning of an incomplete frame. */
    private @Nullable ByteBuf begun;

    private boolean over;

    FrameScanner(ByteBufAllocator allocator, Reader reader) {
        this.allocator = allocator;
        this.reader = reader;
    }

    /** @param chunk is released, sooner or later */
    void feed(ByteBuf chunk) {
        if (over) {
            chunk.release();
            return;
        }
        boolean fresh = begun == null;
        ByteBuf in = begun == null ? chunk : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, begun, chunk);
        begun = null;
        while (!over && frame(in)) {
            // Each call reads one frame.
        }
        if (over || !in.isReadable()) {
            in.release();
        } else if (fresh) {
            // Copied, so that a few bytes do not keep the large buffer in memory.
            begun = allocator.buffer(in.readableBytes()).writeBytes(in);
            in.release();
        } else {
            begun = in.discardReadBytes();
        }
    }

    private boolean frame(ByteBuf in) {
        int start = in.readerIndex();
        int there = in.readableBytes();
        if (there < 2) {
            return false;
        }
        int first = in.getByte(start);
        int second = in.getByte(start + 1);
        int head = second <= SHORT ? 2 : second == LENGTH_IN_TWO ? 4 : 10;
        if ((first & 0x70) != 0 || second < 0) {
            end("a frame that is masked, or uses an extension that was not negotiated");
            return false;
        }
        if (there < head) {
            return false;
        }
        long length = head == 2 ? second : head == 4 ? in.getUnsignedShort(start + 2) : in.getLong(start + 2);
        if (length < 0 || length > MOST) {
            end("a frame of more than 64 MiB");
            return false;
        }
        if (there < head + length) {
            return false;
        }
        int end = start + head + (int) length;
        in.readerIndex(end);
        tell(first & 0xF, in, start + head, end);
        return true;
    }

    private void tell(int opcode, ByteBuf in, int from, int end) {
        switch (opcode) {
            case 0x0, 0x1, 0x2 -> reader.data(in, from, end);
            case 0x8 -> reader.close(in, from, end);
            case 0x9 -> reader.ping(in, from, end);
            case 0xA -> {
                // An unsolicited pong, which has no meaning.
            }
            default -> end("a frame of an unknown kind");
        }
    }

    private void end(String why) {
        over = true;
        reader.unreadable(why);
    }

    /** Stops reading and releases what was kept. */
    void stop() {
        over = true;
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }
}
