package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.impl.operationservice.CallStatus;
import dev.echowall.broker.AppendResult;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.TypeIds;
import dev.echowall.stream.Draft;
import java.io.IOException;
import java.util.List;

/** A batch for one stream, sent to the leader of its shard. Repeating it is safe. */
final class AppendOperation extends ShardOperation {
    private String channel = "";
    private BatchHeader header = Serialization.NO_HEADER;
    private List<Draft> drafts = List.of();

    AppendOperation() {}

    AppendOperation(String channel, BatchHeader header, List<Draft> drafts) {
        super(Placement.shard(channel));
        this.channel = channel;
        this.header = header;
        this.drafts = drafts;
    }

    @Override
    public CallStatus call() {
        return answerByLeader(
                AppendResult::not, AppendResult::status, (leader, now) -> leader.append(channel, header, drafts, now));
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeString(channel);
        header.write(out);
        Serialization.writeDrafts(out, drafts);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        channel = Serialization.string(in);
        header = BatchHeader.read(in);
        drafts = Serialization.readDrafts(in);
    }

    @Override
    public int getClassId() {
        return TypeIds.APPEND;
    }
}
