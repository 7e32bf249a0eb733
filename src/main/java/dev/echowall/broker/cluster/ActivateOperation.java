package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;
import java.io.IOException;
import java.util.List;

/** Tells a replica the configuration that is to be in force. The answer is whether the replica obeys the sender. */
final class ActivateOperation extends ShardOperation {
    private VoterConfiguration configuration = new VoterConfiguration("", Term.NONE, 0, List.of(), List.of());
    private ShardEpoch shardEpoch = ShardEpoch.NONE;
    private boolean obeyed;

    ActivateOperation() {}

    ActivateOperation(int shard, VoterConfiguration configuration, ShardEpoch shardEpoch) {
        super(shard);
        this.configuration = configuration;
        this.shardEpoch = shardEpoch;
    }

    @Override
    public void run() {
        obeyed = replica().activate(configuration, shardEpoch);
    }

    @Override
    public Object getResponse() {
        return obeyed;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        configuration.write(out);
        shardEpoch.write(out);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        configuration = VoterConfiguration.read(in);
        shardEpoch = ShardEpoch.read(in);
    }

    @Override
    public int getClassId() {
        return TypeIds.ACTIVATE;
    }
}
