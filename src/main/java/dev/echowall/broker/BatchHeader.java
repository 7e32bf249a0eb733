package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.stream.Retention;
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
public record BatchHeader(
        String sender, long sequence, String node, boolean mayCreate, boolean reserved, Retention retention) {
    public BatchHeader(String sender, long sequence, String node, boolean mayCreate, Retention retention) {
        this(sender, sequence, node, mayCreate, false, retention);
    }

    /** The same, under other bounds. */
    public BatchHeader with(Retention others) {
        return new BatchHeader(sender, sequence, node, mayCreate, reserved, others);
    }

    public void write(ObjectDataOutput out) throws IOException {
        out.writeString(sender);
        out.writeLong(sequence);
        out.writeString(node);
        out.writeBoolean(mayCreate);
        out.writeBoolean(reserved);
        Serialization.writeRetention(out, retention);
    }

    public static BatchHeader read(ObjectDataInput in) throws IOException {
        return new BatchHeader(
                Serialization.string(in),
                in.readLong(),
                Serialization.string(in),
                in.readBoolean(),
                in.readBoolean(),
                Serialization.readRetention(in));
    }
}
