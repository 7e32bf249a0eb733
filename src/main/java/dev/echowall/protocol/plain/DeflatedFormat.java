package dev.echowall.protocol.plain;

import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.websocket.Deflate;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;

/**
 * Compresses another format's frames if that makes them smaller: RFC 7692 section 7.2.1. A message never refers to an
 * earlier one, so all connections with the same window share its bytes.
 */
public final class DeflatedFormat implements WireFormat {
    /** Smaller messages are not worth the client's CPU time. */
    private static final int LEAST_BYTES = 128;

    /** The end of a flush, which is omitted and added again by the client. */
    private static final int END_BYTES = 4;

    private static final int RSV1 = 0x40;
    private static final int OPCODE = 0x0F;
    private static final int LARGEST_WINDOW = 15;
    private static final Map<Key, DeflatedFormat> ALL = new ConcurrentHashMap<>();
    private static final FastThreadLocal<Deflater> DEFLATER = new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
            return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        }

        @Override
        protected void onRemoval(Deflater deflater) {
            deflater.end();
        }
    };

    private record Key(WireFormat plain, int windowBits) {}

    private final WireFormat plain;
    private final int window;

    private DeflatedFormat(Key key) {
        this.plain = key.plain();
        this.window = key.windowBits() == LARGEST_WINDOW ? Integer.MAX_VALUE : 1 << key.windowBits();
    }

    /**
     * The single instance of this format.
     *
     * @param plain encodes each publication as one frame
     * @param windowBits as negotiated: {@link Deflate#serverWindowBits}
     */
    public static DeflatedFormat of(WireFormat plain, int windowBits) {
        return ALL.computeIfAbsent(new Key(plain, windowBits), DeflatedFormat::new);
    }

    @Override
    public void encode(Publication publication, ByteBuf out) {
        int begin = out.writerIndex();
        plain.encode(publication, out);
        int payload = begin + Frames.headerBytes(out, begin);
        int size = out.writerIndex() - payload;
        if (size < LEAST_BYTES) {
            return;
        }
        byte[] message = new byte[size];
        out.getBytes(payload, message);
        byte[] deflated = new byte[size];
        int count = deflate(message, deflated);
        if (count < size) {
            int opcode = out.getByte(begin) & OPCODE;
            out.writerIndex(begin);
            Frames.header(out, RSV1 | opcode, count);
            out.writeBytes(deflated, 0, count);
        }
    }

    /** @return the length of the compressed message; the size of {@code out} if it did not fit */
    private int deflate(byte[] message, byte[] out) {
        Deflater deflater = DEFLATER.get();
        int count = 0;
        int from = 0;
        // Java's deflater has only one window size; but if it is restarted after each piece of a smaller window's size,
        // it refers no further back.
        while (from < message.length && count < out.length) {
            int size = Math.min(window, message.length - from);
            deflater.reset();
            deflater.setInput(message, from, size);
            count += deflater.deflate(out, count, out.length - count, Deflater.SYNC_FLUSH);
            from += size;
        }
        return count == out.length ? count : count - END_BYTES;
    }
}
