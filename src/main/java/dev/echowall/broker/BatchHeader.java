package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.stream.Bounds;
import java.io.IOException;

/**
 * Who sends a batch, and under which rules it is kept.
 *
 * @param sender this life of a node; another after each start
 * @param sequence counts up with each batch of the sender to this channel
 * @param node the node's name, for people
 * @param mayCreate whether the channel may be made if it is not there yet
 * @param reserved whether there is always room for it: a channel that the configuration itself names
 */
record BatchHeader(String sender, long sequence, String node, boolean mayCreate, boolean reserved, Bounds bounds) {
    BatchHeader(String sender, long sequence, String node, boolean mayCreate, Bounds bounds) {
        this(sender, sequence, node, mayCreate, false, bounds);
    }

    /** The same, under other bounds. */
    BatchHeader with(Bounds others) {
        return new BatchHeader(sender, sequence, node, mayCreate, reserved, others);
    }

    void write(ObjectDataOutput out) throws IOException {
        out.writeString(sender);
        out.writeLong(sequence);
        out.writeString(node);
        out.writeBoolean(mayCreate);
        out.writeBoolean(reserved);
        Wire.writeBounds(out, bounds);
    }

    static BatchHeader read(ObjectDataInput in) throws IOException {
        return new BatchHeader(
                Wire.string(in),
                in.readLong(),
                Wire.string(in),
                in.readBoolean(),
                in.readBoolean(),
                Wire.readBounds(in));
    }
}
