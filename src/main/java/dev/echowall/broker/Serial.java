package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Bounds;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Fingerprint;
import dev.echowall.stream.Memory;
import dev.echowall.stream.Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How values are serialized between members: identified data only, so that no class name is ever read from the network.
 */
public final class Serial {
    public static final BatchHeader NO_HEADER = new BatchHeader("", 0, "", false, new Bounds(0, 0, 0, 0));

    private Serial() {}

    public static String string(ObjectDataInput in) throws IOException {
        String read = in.readString();
        if (read == null) {
            throw new IOException("a string is missing");
        }
        return read;
    }

    public static long[] longs(ObjectDataInput in) throws IOException {
        long[] read = in.readLongArray();
        return read == null ? new long[0] : read;
    }

    public static void writeStrings(ObjectDataOutput out, List<String> strings) throws IOException {
        out.writeInt(strings.size());
        for (String each : strings) {
            out.writeString(each);
        }
    }

    public static List<String> strings(ObjectDataInput in) throws IOException {
        List<String> strings = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            strings.add(string(in));
        }
        return List.copyOf(strings);
    }

    public static void writeBounds(ObjectDataOutput out, Bounds bounds) throws IOException {
        out.writeInt(bounds.size());
        out.writeLong(bounds.bytes());
        out.writeLong(bounds.ttlMillis());
        out.writeLong(bounds.idMillis());
        out.writeLong(bounds.weight());
    }

    public static Bounds readBounds(ObjectDataInput in) throws IOException {
        return new Bounds(in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    static void writePayload(ObjectDataOutput out, Payload payload) throws IOException {
        out.writeByte(payload.kind().code());
        out.writeByteArray(payload.bytes());
    }

    static Payload readPayload(ObjectDataInput in) throws IOException {
        Payload.Kind kind = Payload.Kind.of(in.readByte());
        byte[] bytes = in.readByteArray();
        return new Payload(kind, bytes == null ? new byte[0] : bytes);
    }

    public static void writeDrafts(ObjectDataOutput out, List<Draft> drafts) throws IOException {
        out.writeInt(drafts.size());
        for (Draft draft : drafts) {
            writePayload(out, draft.payload());
            out.writeString(draft.id());
            out.writeLong(draft.rank());
        }
    }

    public static List<Draft> readDrafts(ObjectDataInput in) throws IOException {
        int size = in.readInt();
        List<Draft> drafts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            drafts.add(new Draft(readPayload(in), in.readString(), in.readLong()));
        }
        return drafts;
    }

    /** Omits channel and epoch, which are the same for all of them. */
    public static void writePublications(ObjectDataOutput out, List<Publication> publications) throws IOException {
        out.writeInt(publications.size());
        for (Publication publication : publications) {
            out.writeLong(publication.offset());
            out.writeLong(publication.time());
            out.writeString(publication.node());
            writePayload(out, publication.payload());
        }
    }

    public static List<Publication> readPublications(ObjectDataInput in, ChannelName channel, String epoch)
            throws IOException {
        int size = in.readInt();
        List<Publication> publications = new ArrayList<>(size);
        String node = "";
        for (int i = 0; i < size; i++) {
            long offset = in.readLong();
            long time = in.readLong();
            String said = string(in);
            // Most come from the same node: share one string.
            node = said.equals(node) ? node : said;
            publications.add(new Publication(channel, epoch, offset, time, node, readPayload(in)));
        }
        return publications;
    }

    public static void writeStream(ObjectDataOutput out, Stream stream) throws IOException {
        out.writeString(stream.channel().value());
        out.writeString(stream.epoch());
        out.writeLong(stream.top());
        out.writeLong(stream.rank());
        out.writeLong(stream.touched());
        writePublications(out, stream.publications());
        out.writeInt(stream.ids().size());
        for (Memory.Id id : stream.ids()) {
            out.writeLong(id.id().high());
            out.writeLong(id.id().low());
            out.writeLong(id.offset());
            out.writeLong(id.time());
        }
        out.writeInt(stream.sent().size());
        for (Memory.Sent sent : stream.sent()) {
            out.writeString(sent.sender());
            out.writeLong(sent.sequence());
            out.writeLongArray(sent.verdicts());
            out.writeLong(sent.time());
        }
    }

    public static Stream readStream(ObjectDataInput in) throws IOException {
        ChannelName channel = ChannelName.of(string(in));
        Stream stream = new Stream(channel, string(in), in.readLong(), in.readLong(), in.readLong());
        List<Publication> publications = readPublications(in, channel, stream.epoch());
        List<Memory.Id> ids = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            ids.add(new Memory.Id(new Fingerprint(in.readLong(), in.readLong()), in.readLong(), in.readLong()));
        }
        List<Memory.Sent> sent = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            sent.add(new Memory.Sent(string(in), in.readLong(), longs(in), in.readLong()));
        }
        stream.restore(publications, ids, sent);
        return stream;
    }
}
