package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.StreamVersion;
import java.io.IOException;

/**
 * The epoch in which the next new streams of a shard start. A channel without publications is at offset 0 of it, so
 * that it has a position although nothing is stored. When a stream is retired, the epoch is changed, because a channel
 * must not start the same epoch twice.
 */
record ShardEpoch(String epoch, StreamVersion version) {
    static final ShardEpoch NONE = new ShardEpoch("", StreamVersion.NONE);

    void write(ObjectDataOutput out) throws IOException {
        out.writeString(epoch);
        version.write(out);
    }

    static ShardEpoch read(ObjectDataInput in) throws IOException {
        return new ShardEpoch(Serialization.string(in), StreamVersion.read(in));
    }
}
