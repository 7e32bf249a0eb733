package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.channel.ChannelName;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Stream;
import java.io.IOException;
import java.util.List;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the map holds it, on its owner and on the backups. Lives on the partition's thread.
 *
 * <p>A copy that finds itself other than the owner said is marked as diverged. Should it become the owner before the
 * partition was copied anew, it begins a new epoch rather than give out an offset twice.
 */
final class StreamRecord implements IdentifiedDataSerializable {
    private @Nullable Stream stream;
    private boolean diverged;

    StreamRecord() {}

    private StreamRecord(Stream stream) {
        this.stream = stream;
    }

    /** The owner's stream, made anew where there is none or only a diverged copy; null when it may not be made. */
    static @Nullable StreamRecord of(Entry<String, StreamRecord> entry, long now, boolean mayCreate) {
        StreamRecord here = entry.getValue();
        if (here != null && !here.diverged) {
            return here;
        }
        if (here == null && !mayCreate) {
            return null;
        }
        return new StreamRecord(new Stream(ChannelName.of(entry.getKey()), Epochs.next(), now));
    }

    /** The backup's copy, begun with the owner's epoch where there is none. */
    static StreamRecord copy(Entry<String, StreamRecord> entry, Decision decision) {
        StreamRecord here = entry.getValue();
        boolean begins = decision.before() == 0
                && (here == null || !here.stream().epoch().equals(decision.epoch()));
        if (here != null && !begins) {
            return here;
        }
        return new StreamRecord(new Stream(ChannelName.of(entry.getKey()), decision.epoch(), decision.now()));
    }

    Stream stream() {
        Stream here = stream;
        if (here == null) {
            throw new IllegalStateException("a record is read before it is used");
        }
        return here;
    }

    boolean diverged() {
        return diverged;
    }

    /** Carries out what the owner decided. What is here already, because the batch was sent twice, is left alone. */
    void follow(BatchHeader header, List<Draft> drafts, Decision decision) {
        Stream copy = stream();
        if (!copy.epoch().equals(decision.epoch()) || copy.top() < decision.before()) {
            diverged = true;
            return;
        }
        copy.apply(
                header.sender(),
                header.sequence(),
                drafts,
                decision.verdicts(),
                header.node(),
                decision.now(),
                header.bounds());
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeBoolean(diverged);
        Wire.writeStream(out, stream());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        diverged = in.readBoolean();
        stream = Wire.readStream(in);
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.STREAM_RECORD;
    }
}
