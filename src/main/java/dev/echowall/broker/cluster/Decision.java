package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serial;
import java.io.IOException;

/**
 * The decision of a stream's leader about a batch, and the state it was made on: all that a copy needs to become the
 * same.
 */
@SuppressWarnings("ArrayRecordComponent") // only carried, never compared
record Decision(String epoch, long before, long now, long[] verdicts) {
    static final Decision NONE = new Decision("", 0, 0, new long[0]);

    void write(ObjectDataOutput out) throws IOException {
        out.writeString(epoch);
        out.writeLong(before);
        out.writeLong(now);
        out.writeLongArray(verdicts);
    }

    static Decision read(ObjectDataInput in) throws IOException {
        return new Decision(Serial.string(in), in.readLong(), in.readLong(), Serial.longs(in));
    }
}
