package dev.echowall.hub;

import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;

/**
 * Publications in one wire format, one after another in one direct buffer of exactly their size, which all sockets with
 * that format share. The buffer belongs to the caller that encoded them.
 */
final class EncodedBatch {
    private final WireFormat format;
    private final ByteBuf buffer;
    /** The end of each publication's bytes. */
    private final int[] ends;

    private EncodedBatch(WireFormat format, ByteBuf buffer, int[] ends) {
        this.format = format;
        this.buffer = buffer;
        this.ends = ends;
    }

    static EncodedBatch of(List<Publication> publications, WireFormat format) {
        return of(publications, format, Integer.MAX_VALUE);
    }

    /** As many of the first publications as fit into this many bytes, but at least one. */
    static EncodedBatch of(List<Publication> publications, WireFormat format, int bytes) {
        int payloads = 0;
        for (Publication each : publications) {
            payloads += each.payload().size();
        }
        ByteBuf draft = Unpooled.buffer(payloads + 128 * publications.size());
        int[] ends = new int[publications.size()];
        int count = 0;
        while (count < ends.length) {
            int before = draft.writerIndex();
            format.encode(publications.get(count), draft);
            if (count > 0 && draft.writerIndex() > bytes) {
                draft.writerIndex(before);
                break;
            }
            ends[count++] = draft.writerIndex();
        }
        ByteBuf exact = PooledByteBufAllocator.DEFAULT.directBuffer(draft.readableBytes());
        return new EncodedBatch(
                format, exact.writeBytes(draft), count == ends.length ? ends : Arrays.copyOf(ends, count));
    }

    WireFormat format() {
        return format;
    }

    ByteBuf buffer() {
        return buffer;
    }

    /** How many publications from this one on fit into this many bytes, but at least one. */
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
