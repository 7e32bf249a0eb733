package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;
import java.io.IOException;
import java.util.List;

/** Tells a replica the configuration that is to be in force. The answer is whether the replica obeys the sender. */
final class ActivateOperation extends ShardOperation {
    private Configuration configuration = new Configuration("", Term.NONE, 0, List.of(), List.of());
    private ShardEpoch birth = ShardEpoch.NONE;
    private boolean obeyed;

    ActivateOperation() {}

    ActivateOperation(int shard, Configuration configuration, ShardEpoch birth) {
        super(shard);
        this.configuration = configuration;
        this.birth = birth;
    }

    @Override
    public void run() {
        obeyed = replica().activate(configuration, birth);
    }

    @Override
    public Object getResponse() {
        return obeyed;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        configuration.write(out);
        birth.write(out);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        configuration = Configuration.read(in);
        birth = ShardEpoch.read(in);
    }

    @Override
    public int getClassId() {
        return TypeIds.ACTIVATE;
    }
}
