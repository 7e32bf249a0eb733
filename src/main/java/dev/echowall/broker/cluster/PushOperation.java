package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.impl.operationservice.CallStatus;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;
import java.io.IOException;

/**
 * Makes a leader send some of what a backup does not have yet. The answer is how many streams are left, or -1 if it is
 * not the leader any more.
 */
final class PushOperation extends TermOperation {
    private static final int BYTES_AT_ONCE = 1 << 20;

    private String backup = "";

    PushOperation() {}

    PushOperation(int shard, Term term, String backup) {
        super(shard, term);
        this.backup = backup;
    }

    @Override
    public CallStatus call() {
        LeaderReply<Integer> step = replicas().leader(getPartitionId()).push(term(), backup, BYTES_AT_ONCE);
        return answerWhenSent(step, -1);
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeString(backup);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        backup = Serialization.string(in);
    }

    @Override
    public int getClassId() {
        return TypeIds.PUSH;
    }
}
