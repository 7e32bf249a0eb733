package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.impl.operationservice.CallStatus;
import dev.echowall.broker.AppendResult;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.TypeIds;
import dev.echowall.stream.Retention;
import java.io.IOException;

/** Makes a leader remove all publications of a stream, on its backups as well. Repeating it is safe. */
final class RemoveHistoryOperation extends ShardOperation {
    private String channel = "";
    private Retention nothing = Serialization.NO_HEADER.retention();

    RemoveHistoryOperation() {}

    /** @param nothing allows no publications */
    RemoveHistoryOperation(String channel, Retention nothing) {
        super(Placement.shard(channel));
        this.channel = channel;
        this.nothing = nothing;
    }

    @Override
    public CallStatus call() {
        return answerByLeader(
                AppendResult::not, AppendResult::status, (leader, now) -> leader.removeHistory(channel, nothing, now));
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeString(channel);
        Serialization.writeRetention(out, nothing);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        channel = Serialization.string(in);
        nothing = Serialization.readRetention(in);
    }

    @Override
    public int getClassId() {
        return TypeIds.REMOVE_HISTORY;
    }
}
