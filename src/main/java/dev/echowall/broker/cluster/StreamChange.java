package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.Serialization;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Retention;
import java.io.IOException;
import java.util.List;

/**
 * A leader's decision about one stream, for the replicas that have a copy. They carry it out and do not decide again.
 */
sealed interface StreamChange {
    /** A batch was taken. */
    record Append(BatchHeader header, List<Draft> drafts, AppendDecision decision) implements StreamChange {}

    /** The stream as it is now, for a replica that does not have the state before. */
    record Snapshot(StreamCopy copy) implements StreamChange {}

    /** The copy is only to be as new as the leader's, or not to be there when the leader has none. */
    record NoChange() implements StreamChange {}

    /** Publications older than the bounds allow were removed. */
    record Expired(long now, Retention retention) implements StreamChange {}

    /** The stream was retired, and new streams start in another epoch. */
    record Retired(ShardEpoch shardEpoch) implements StreamChange {}

    default void write(ObjectDataOutput out) throws IOException {
        if (this instanceof Append append) {
            out.writeByte(0);
            append.header().write(out);
            Serialization.writeDrafts(out, append.drafts());
            append.decision().write(out);
        } else if (this instanceof Snapshot snapshot) {
            out.writeByte(1);
            snapshot.copy().write(out);
        } else if (this instanceof Expired expired) {
            out.writeByte(2);
            out.writeLong(expired.now());
            Serialization.writeRetention(out, expired.retention());
        } else if (this instanceof Retired retired) {
            out.writeByte(3);
            retired.shardEpoch().write(out);
        } else {
            out.writeByte(4);
        }
    }

    static StreamChange read(ObjectDataInput in) throws IOException {
        return switch (in.readByte()) {
            case 0 -> new Append(BatchHeader.read(in), Serialization.readDrafts(in), AppendDecision.read(in));
            case 1 -> new Snapshot(StreamCopy.read(in));
            case 2 -> new Expired(in.readLong(), Serialization.readRetention(in));
            case 3 -> new Retired(ShardEpoch.read(in));
            default -> new NoChange();
        };
    }
}
