package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.StreamVersion;
import java.io.IOException;

/**
 * The epoch that a shard's next new streams begin with. A channel that nobody has published to is at offset 0 of it, so that
 * it has a position without there being anything to keep. When a stream is retired the epoch is changed, since the same
 * channel must not begin the same epoch twice.
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
