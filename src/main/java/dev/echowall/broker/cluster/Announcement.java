package dev.echowall.broker.cluster;

import dev.echowall.broker.Batch;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Metadata;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The format of batches on the event bus. A message has several batches, each preceded by its length, so that a node
 * can skip those of channels that it does not follow.
 *
 * <pre>
 * length:int  channel:text  epoch:text  node:text  first:long  time:long  count:int
 *     term:long  leader:text  change:long  ( kind:byte [ length:int metadata ] length:int bytes )*
 * </pre>
 */
final class Announcement {
    /** Receives the position up to which a channel is acknowledged, and the state of the stream that this refers to. */
    interface Settled {
        void settled(ChannelName channel, Position upTo, StreamVersion version);
    }

    private record Head(String epoch, String node, long first, long time, int count, StreamVersion version) {}

    private Announcement() {}

    static void write(Batch batch, Buffer out) {
        int start = out.length();
        Publication first = batch.publications().get(0);
        out.appendInt(0);
        text(out, batch.channel().value());
        text(out, batch.epoch());
        text(out, first.node());
        out.appendLong(first.offset());
        out.appendLong(first.time());
        out.appendInt(batch.publications().size());
        StreamVersion version = batch.version() == null ? StreamVersion.NONE : batch.version();
        out.appendLong(version.term().number());
        text(out, version.term().leader());
        out.appendLong(version.change());
        for (Publication publication : batch.publications()) {
            Payload payload = publication.payload();
            int kind = Metadata.marked(payload.kind().code(), publication.info(), publication.tags());
            out.appendByte((byte) kind);
            if (Metadata.follows(kind)) {
                blob(out, Metadata.encode(publication.info(), publication.tags()));
            }
            blob(out, payload.bytes());
        }
        out.setInt(start, out.length() - start - Integer.BYTES);
    }

    /**
     * Passes on the batches of wanted channels in their order.
     *
     * @throws RuntimeException if the message is malformed; batches before the fault have been passed on
     */
    static void read(Buffer in, Predicate<ChannelName> wanted, Consumer<Batch> batches) {
        read(in, wanted, batches, (channel, upTo, version) -> {});
    }

    /** The same, and reports for all channels what is acknowledged. */
    static void read(Buffer in, Predicate<ChannelName> wanted, Consumer<Batch> batches, Settled settled) {
        Cursor cursor = new Cursor(in);
        while (cursor.at < in.length()) {
            int length = cursor.integer();
            int end = cursor.at + length;
            if (length <= 0 || end < 0 || end > in.length()) {
                throw new IllegalArgumentException("a batch of " + length + " bytes does not fit at " + cursor.at);
            }
            ChannelName channel = ChannelName.stored(cursor.text());
            Head head = head(cursor);
            settled.settled(channel, new Position(head.epoch(), head.first() + head.count() - 1), head.version());
            if (wanted.test(channel)) {
                Batch batch = batch(channel, head, cursor);
                if (cursor.at != end) {
                    throw new IllegalArgumentException("a batch ends at " + cursor.at + ", it should at " + end);
                }
                batches.accept(batch);
            }
            cursor.at = end;
        }
    }

    private static Head head(Cursor cursor) {
        String epoch = cursor.text();
        String node = cursor.text();
        long first = cursor.number();
        long time = cursor.number();
        int count = cursor.integer();
        if (count <= 0 || first <= 0 || first > Long.MAX_VALUE - count) {
            throw new IllegalArgumentException(count + " publications at " + first);
        }
        Term term = new Term(cursor.number(), cursor.text());
        return new Head(epoch, node, first, time, count, new StreamVersion(term, cursor.number()));
    }

    private static Batch batch(ChannelName channel, Head head, Cursor cursor) {
        List<Publication> publications = new ArrayList<>(Math.min(head.count(), 1024));
        for (int i = 0; i < head.count(); i++) {
            int kind = cursor.octet();
            Metadata with = Metadata.follows(kind) ? Metadata.decode(cursor.bytes()) : Metadata.NONE;
            Payload payload = new Payload(Payload.Kind.of(Metadata.kind(kind)), cursor.bytes());
            publications.add(new Publication(
                    channel,
                    head.epoch(),
                    head.first() + i,
                    head.time(),
                    head.node(),
                    payload,
                    with.info(),
                    with.tags()));
        }
        return new Batch(
                channel, head.epoch(), publications, head.version().equals(StreamVersion.NONE) ? null : head.version());
    }

    private static void text(Buffer out, String text) {
        blob(out, Payload.text(text).bytes());
    }

    private static void blob(Buffer out, byte[] bytes) {
        out.appendInt(bytes.length).appendBytes(bytes);
    }

    private static final class Cursor {
        private final Buffer in;
        private int at;

        Cursor(Buffer in) {
            this.in = in;
        }

        int octet() {
            return in.getByte(at++);
        }

        int integer() {
            at += Integer.BYTES;
            return in.getInt(at - Integer.BYTES);
        }

        long number() {
            at += Long.BYTES;
            return in.getLong(at - Long.BYTES);
        }

        byte[] bytes() {
            int length = integer();
            if (length < 0 || length > in.length() - at) {
                throw new IllegalArgumentException(length + " bytes at " + at + " of " + in.length());
            }
            at += length;
            return in.getBytes(at - length, at);
        }

        String text() {
            return new Payload(Payload.Kind.TEXT, bytes()).string();
        }
    }
}
