package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/**
 * What a member that is short of memory asks of the leaders of the streams that it stores.
 *
 * @param most what one stream may keep so that all streams fit, in bytes; {@link Long#MAX_VALUE} if there is room
 *     enough
 * @param excess how much must be removed, in bytes
 */
record HistoryDemand(long most, long excess) {
    static final HistoryDemand NONE = new HistoryDemand(Long.MAX_VALUE, 0);

    boolean isNone() {
        return most == Long.MAX_VALUE;
    }

    void write(ObjectDataOutput out) throws IOException {
        out.writeLong(most);
        out.writeLong(excess);
    }

    static HistoryDemand read(ObjectDataInput in) throws IOException {
        return new HistoryDemand(in.readLong(), in.readLong());
    }
}
