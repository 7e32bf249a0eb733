package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Appended;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.Serial;
import dev.echowall.stream.Bounds;
import dev.echowall.stream.Draft;
import java.io.IOException;
import java.util.List;

/**
 * A leader's decision about one stream, for the replicas that have a copy. They carry it out and do not decide again.
 */
sealed interface Change {
    /** A batch was appended. */
    record Appended(BatchHeader header, List<Draft> drafts, Decision decision) implements Change {}

    /** The stream as it is now, for a replica that does not have the state before. */
    record Whole(StreamCopy copy) implements Change {}

    /** No change: checks that the copy is as new as the leader's, or does not exist if the leader has none. */
    record Nothing() implements Change {}

    /** Publications older than the bounds allow were removed. */
    record Aged(long now, Bounds bounds) implements Change {}

    /** The stream was retired, and new streams start in another epoch. */
    record Gone(ShardEpoch birth) implements Change {}

    default void write(ObjectDataOutput out) throws IOException {
        if (this instanceof Appended appended) {
            out.writeByte(0);
            appended.header().write(out);
            Serial.writeDrafts(out, appended.drafts());
            appended.decision().write(out);
        } else if (this instanceof Whole whole) {
            out.writeByte(1);
            whole.copy().write(out);
        } else if (this instanceof Aged aged) {
            out.writeByte(2);
            out.writeLong(aged.now());
            Serial.writeBounds(out, aged.bounds());
        } else if (this instanceof Gone gone) {
            out.writeByte(3);
            gone.birth().write(out);
        } else {
            out.writeByte(4);
        }
    }

    static Change read(ObjectDataInput in) throws IOException {
        return switch (in.readByte()) {
            case 0 -> new Appended(BatchHeader.read(in), Serial.readDrafts(in), Decision.read(in));
            case 1 -> new Whole(StreamCopy.read(in));
            case 2 -> new Aged(in.readLong(), Serial.readBounds(in));
            case 3 -> new Gone(ShardEpoch.read(in));
            default -> new Nothing();
        };
    }
}
