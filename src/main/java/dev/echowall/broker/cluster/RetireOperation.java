package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.impl.operationservice.CallStatus;
import dev.echowall.broker.Lifetime;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.TypeIds;
import java.io.IOException;

/** Makes a leader remove a stream that is not used any more, or what is too old in it. */
final class RetireOperation extends ShardOperation {
    private String channel = "";
    private Lifetime lifetime = new Lifetime(Serialization.NO_HEADER.retention(), 0);

    RetireOperation() {}

    RetireOperation(String channel, Lifetime lifetime) {
        super(Placement.shard(channel));
        this.channel = channel;
        this.lifetime = lifetime;
    }

    @Override
    public CallStatus call() {
        Replicas here = replicas();
        LeaderReply<Boolean> step =
                here.leader(getPartitionId()).retire(channel, lifetime.retention(), lifetime.metaMillis(), here.now());
        return answerWhenSent(step, false);
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeString(channel);
        Serialization.writeRetention(out, lifetime.retention());
        out.writeLong(lifetime.metaMillis());
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        channel = Serialization.string(in);
        lifetime = new Lifetime(Serialization.readRetention(in), in.readLong());
    }

    @Override
    public int getClassId() {
        return TypeIds.RETIRE;
    }
}
