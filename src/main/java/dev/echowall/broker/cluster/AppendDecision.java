package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import java.io.IOException;

/**
 * The decision of a stream's leader about a batch, and the state it was made on: all that a copy needs to become the
 * same.
 */
@SuppressWarnings("ArrayRecordComponent") // only carried, never compared
record AppendDecision(String epoch, long before, long now, long[] outcomes) {
    static final AppendDecision NONE = new AppendDecision("", 0, 0, new long[0]);

    void write(ObjectDataOutput out) throws IOException {
        out.writeString(epoch);
        out.writeLong(before);
        out.writeLong(now);
        out.writeLongArray(outcomes);
    }

    static AppendDecision read(ObjectDataInput in) throws IOException {
        return new AppendDecision(Serialization.string(in), in.readLong(), in.readLong(), Serialization.longs(in));
    }
}
