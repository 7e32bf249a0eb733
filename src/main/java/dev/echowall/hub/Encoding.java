package dev.echowall.hub;

import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Publications in one wire format, one after another in one direct buffer of just their size, so that all who take that
 * format share its bytes. The buffer belongs to whoever made the encoding.
 */
final class Encoding {
    private final WireFormat format;
    private final ByteBuf buffer;
    /** Where each publication's bytes end. */
    private final int[] ends;

    private Encoding(WireFormat format, ByteBuf buffer, int[] ends) {
        this.format = format;
        this.buffer = buffer;
        this.ends = ends;
    }

    static Encoding of(List<Publication> publications, WireFormat format) {
        int payloads = 0;
        for (Publication each : publications) {
            payloads += each.payload().size();
        }
        ByteBuf draft = Unpooled.buffer(payloads + 128 * publications.size());
        int[] ends = new int[publications.size()];
        for (int i = 0; i < ends.length; i++) {
            format.encode(publications.get(i), draft);
            ends[i] = draft.writerIndex();
        }
        ByteBuf exact = PooledByteBufAllocator.DEFAULT.directBuffer(draft.readableBytes());
        return new Encoding(format, exact.writeBytes(draft), ends);
    }

    WireFormat format() {
        return format;
    }

    ByteBuf buffer() {
        return buffer;
    }

    /** How many publications from this one on fit into so many bytes; one does always. */
    int fitting(int from, int bytes) {
        long limit = (long) start(from) + bytes;
        int to = from + 1;
        while (to < ends.length && ends[to] <= limit) {
            to++;
        }
        return to - from;
    }

    /** The frames of some publications, to be released by the caller; the bytes are not copied. */
    ByteBuf frames(int from, int count) {
        if (count == ends.length) {
            return buffer.retainedDuplicate();
        }
        int start = start(from);
        return buffer.retainedSlice(start, ends[from + count - 1] - start);
    }

    int count() {
        return ends.length;
    }

    int size() {
        return buffer.readableBytes();
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }
}
