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
 * Another format's frames, compressed where that makes them smaller: RFC 7692 section 7.2.1. A message never refers to one
 * before it, so that all who agreed on this window share its bytes.
 */
public final class DeflatedFormat implements WireFormat {
    /** Less is not worth the client's time. */
    private static final int LEAST_BYTES = 128;

    /** What a flush ends with, and the client adds again. */
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
     * The one such format there is.
     *
     * @param plain gives each publication as one frame
     * @param windowBits as agreed: {@link Deflate#serverWindowBits}
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

    /** @return the bytes of the compressed message; as many as there is room when they did not fit */
    private int deflate(byte[] message, byte[] out) {
        Deflater deflater = DEFLATER.get();
        int count = 0;
        int from = 0;
        // Java's deflater knows one window only; but a piece of a smaller one's size, begun anew, refers no further
        // back.
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
