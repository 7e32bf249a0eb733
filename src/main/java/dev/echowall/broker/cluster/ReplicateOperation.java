package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;
import java.io.IOException;

/** A change sent by a leader to one of its backups. The answer is the name of the {@link ReplicationOutcome}. */
final class ReplicateOperation extends ShardOperation {
    private ReplicatedChange sent = new ReplicatedChange(
            "", Term.NONE, "", StreamVersion.NONE, StreamVersion.NONE, new StreamChange.NoChange());
    private String followed = "";

    ReplicateOperation() {}

    ReplicateOperation(int shard, ReplicatedChange sent) {
        super(shard);
        this.sent = sent;
    }

    @Override
    public void run() {
        ReplicationOutcome what = replica().follow(sent);
        boolean full = what == ReplicationOutcome.DONE && replicas().budget().isFull();
        followed = (full ? ReplicationOutcome.DONE_AND_FULL : what).name();
    }

    @Override
    public Object getResponse() {
        return followed;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        sent.term().write(out);
        out.writeString(sent.channel());
        sent.before().write(out);
        sent.after().write(out);
        sent.change().write(out);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        sent = new ReplicatedChange(
                "",
                Term.read(in),
                Serialization.string(in),
                StreamVersion.read(in),
                StreamVersion.read(in),
                StreamChange.read(in));
    }

    @Override
    public int getClassId() {
        return TypeIds.REPLICATE;
    }
}
