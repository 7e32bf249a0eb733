package dev.echowall.hub;

import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import java.util.ArrayList;
import java.util.List;

/** One batch in a tail, encoded once per wire format when the first subscriber needs it. */
final class Segment {
    /** The approximate memory of a publication in addition to its payload: object, payload object, places in lists. */
    private static final int OBJECTS = 128;

    private final Tail tail;
    private final List<Publication> publications;
    /** The sizes of all publications that were appended to the tail before it. */
    private final long before;

    private final List<EncodedBatch> encodings = new ArrayList<>(2);
    private long bytes;

    /** @param before the sizes of all publications that were appended to the tail before it */
    Segment(Tail tail, List<Publication> publications, long before) {
        this.tail = tail;
        this.publications = publications;
        this.before = before;
        for (Publication each : publications) {
            bytes += each.size() + OBJECTS;
        }
    }

    Tail tail() {
        return tail;
    }

    long first() {
        return publications.get(0).offset();
    }

    long last() {
        return first() + publications.size() - 1;
    }

    /** Its publications after this offset, which is one of its own or the one before them. */
    List<Publication> after(long offset) {
        return publications.subList((int) (offset + 1 - first()), publications.size());
    }

    /** The sizes of all publications that were appended to the tail before this offset, which is one of its own. */
    long sizeBefore(long offset) {
        long size = before;
        for (Publication each : publications.subList(0, (int) (offset - first()))) {
            size += each.size();
        }
        return size;
    }

    /** The memory it uses: payloads, objects, encodings. */
    long bytes() {
        return bytes;
    }

    /** The encoded batch, which still belongs to this segment. */
    EncodedBatch in(WireFormat format) {
        for (EncodedBatch each : encodings) {
            if (each.format() == format) {
                return each;
            }
        }
        EncodedBatch encoded = EncodedBatch.of(publications, format);
        encodings.add(encoded);
        bytes += encoded.size();
        tail.grown(encoded.size());
        return encoded;
    }

    void release() {
        encodings.forEach(encoded -> encoded.buffer().release());
        encodings.clear();
    }
}
