package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Metadata;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Ancestors;
import dev.echowall.stream.Draft;
import dev.echowall.stream.DuplicateDetector;
import dev.echowall.stream.Fingerprint;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How values are serialized between members: identified data only, so that no class name is ever read from the network.
 */
public final class Serialization {
    public static final BatchHeader NO_HEADER = new BatchHeader("", 0, "", false, new Retention(0, 0, 0, 0));

    private Serialization() {}

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

    public static void writeRetention(ObjectDataOutput out, Retention retention) throws IOException {
        out.writeInt(retention.size());
        out.writeLong(retention.bytes());
        out.writeLong(retention.ttlMillis());
        out.writeLong(retention.idMillis());
        out.writeLong(retention.weight());
    }

    public static Retention readRetention(ObjectDataInput in) throws IOException {
        return new Retention(in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static void writePayload(
            ObjectDataOutput out, Payload payload, @Nullable ClientInfo info, Map<String, String> tags)
            throws IOException {
        int kind = Metadata.marked(payload.kind().code(), info, tags);
        out.writeByte(kind);
        if (Metadata.follows(kind)) {
            out.writeByteArray(Metadata.encode(info, tags));
        }
        out.writeByteArray(payload.bytes());
    }

    private static Metadata readMetadata(ObjectDataInput in, int kind) throws IOException {
        return Metadata.follows(kind) ? Metadata.decode(bytes(in)) : Metadata.NONE;
    }

    private static Payload readPayload(ObjectDataInput in, int kind) throws IOException {
        return new Payload(Payload.Kind.of(Metadata.kind(kind)), bytes(in));
    }

    private static byte[] bytes(ObjectDataInput in) throws IOException {
        byte[] bytes = in.readByteArray();
        return bytes == null ? new byte[0] : bytes;
    }

    public static void writeDrafts(ObjectDataOutput out, List<Draft> drafts) throws IOException {
        out.writeInt(drafts.size());
        for (Draft draft : drafts) {
            writePayload(out, draft.payload(), draft.info(), draft.tags());
            out.writeString(draft.id());
            out.writeLong(draft.rank());
        }
    }

    public static List<Draft> readDrafts(ObjectDataInput in) throws IOException {
        int size = in.readInt();
        List<Draft> drafts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int kind = in.readByte();
            Metadata with = readMetadata(in, kind);
            Payload payload = readPayload(in, kind);
            drafts.add(new Draft(payload, in.readString(), in.readLong(), with.info(), with.tags()));
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
            writePayload(out, publication.payload(), publication.info(), publication.tags());
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
            int kind = in.readByte();
            Metadata with = readMetadata(in, kind);
            Payload payload = readPayload(in, kind);
            publications.add(new Publication(channel, epoch, offset, time, node, payload, with.info(), with.tags()));
        }
        return publications;
    }

    private static void writePositions(ObjectDataOutput out, List<Position> positions) throws IOException {
        out.writeInt(positions.size());
        for (Position each : positions) {
            out.writeString(each.epoch());
            out.writeLong(each.offset());
        }
    }

    private static List<Position> positions(ObjectDataInput in) throws IOException {
        List<Position> positions = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            positions.add(new Position(string(in), in.readLong()));
        }
        return positions;
    }

    public static void writeStream(ObjectDataOutput out, Stream stream) throws IOException {
        out.writeString(stream.channel().value());
        out.writeString(stream.epoch());
        writePositions(out, stream.ancestors().positions());
        out.writeLong(stream.top());
        out.writeLong(stream.rank());
        out.writeLong(stream.touched());
        writePublications(out, stream.publications());
        out.writeInt(stream.ids().size());
        for (DuplicateDetector.RememberedId id : stream.ids()) {
            out.writeLong(id.id().high());
            out.writeLong(id.id().low());
            out.writeLong(id.offset());
            out.writeLong(id.time());
        }
        out.writeInt(stream.sent().size());
        for (DuplicateDetector.LastBatch sent : stream.sent()) {
            out.writeString(sent.sender());
            out.writeLong(sent.sequence());
            out.writeLongArray(sent.outcomes());
            out.writeLong(sent.time());
        }
    }

    public static Stream readStream(ObjectDataInput in) throws IOException {
        ChannelName channel = ChannelName.stored(string(in));
        Stream stream = new Stream(
                channel, string(in), new Ancestors(positions(in)), in.readLong(), in.readLong(), in.readLong());
        List<Publication> publications = readPublications(in, channel, stream.epoch());
        List<DuplicateDetector.RememberedId> ids = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            ids.add(new DuplicateDetector.RememberedId(
                    new Fingerprint(in.readLong(), in.readLong()), in.readLong(), in.readLong()));
        }
        List<DuplicateDetector.LastBatch> sent = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            sent.add(new DuplicateDetector.LastBatch(string(in), in.readLong(), longs(in), in.readLong()));
        }
        stream.restore(publications, ids, sent);
        return stream;
    }
}
