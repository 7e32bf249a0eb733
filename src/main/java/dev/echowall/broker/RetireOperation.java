package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.impl.operationservice.CallStatus;
import java.io.IOException;

/** Has a leader take away a stream that nobody uses any more, or what is too old in it. */
final class RetireOperation extends ShardOperation {
    private String channel = "";
    private Lifetime lifetime = new Lifetime(Wire.NO_HEADER.bounds(), 0);

    RetireOperation() {}

    RetireOperation(String channel, Lifetime lifetime) {
        super(Placement.shard(channel));
        this.channel = channel;
        this.lifetime = lifetime;
    }

    @Override
    public CallStatus call() {
        Replicas here = replicas();
        Step<Boolean> step =
                here.leader(getPartitionId()).retire(channel, lifetime.bounds(), lifetime.metaMillis(), here.now());
        return answerWhenSent(step, false);
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeString(channel);
        Wire.writeBounds(out, lifetime.bounds());
        out.writeLong(lifetime.metaMillis());
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        channel = Wire.string(in);
        lifetime = new Lifetime(Wire.readBounds(in), in.readLong());
    }

    @Override
    public int getClassId() {
        return Types.RETIRE;
    }
}
