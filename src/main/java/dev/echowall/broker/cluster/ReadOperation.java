package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.impl.operationservice.CallStatus;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.TypeIds;
import dev.echowall.channel.Position;
import java.io.IOException;

/**
 * Reads what follows a position, on the leader of the shard. It has a step on the backups as well, after all earlier
 * appends: when it is answered, everything that it returns is on all of them, and there is no other leader.
 */
final class ReadOperation extends ShardOperation {
    private String channel = "";
    private Position after = new Position("", 0);
    private int count;
    private int bytes;
    private long ttlMillis;

    ReadOperation() {}

    ReadOperation(String channel, Position after, int count, int bytes, long ttlMillis) {
        super(Placement.shard(channel));
        this.channel = channel;
        this.after = after;
        this.count = count;
        this.bytes = bytes;
        this.ttlMillis = ttlMillis;
    }

    @Override
    public CallStatus call() {
        return answerByLeader(
                ReadReply::not,
                ReadReply::status,
                (leader, now) ->
                        leader.read(channel, after, count, bytes, ttlMillis == 0 ? Long.MIN_VALUE : now - ttlMillis));
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeString(channel);
        out.writeString(after.epoch());
        out.writeLong(after.offset());
        out.writeInt(count);
        out.writeInt(bytes);
        out.writeLong(ttlMillis);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        channel = Serialization.string(in);
        after = new Position(Serialization.string(in), in.readLong());
        count = in.readInt();
        bytes = in.readInt();
        ttlMillis = in.readLong();
    }

    @Override
    public int getClassId() {
        return TypeIds.READ;
    }
}
