package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.stream.Retention;
import java.io.IOException;

/**
 * The sender of a batch, and the rules under which it is stored.
 *
 * @param sender identifies one run of a node; different after each start
 * @param sequence the number of the batch among those of the sender to this channel
 * @param node the node's name, for display
 * @param mayCreate whether the channel's stream may be created if there is none
 * @param reserved whether there is always room for the channel, because the configuration names it
 */
public record BatchHeader(
        String sender, long sequence, String node, boolean mayCreate, boolean reserved, Retention retention) {
    public BatchHeader(String sender, long sequence, String node, boolean mayCreate, Retention retention) {
        this(sender, sequence, node, mayCreate, false, retention);
    }

    /** The same header with other bounds. */
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
