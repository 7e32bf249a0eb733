package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.TypeIds;
import dev.echowall.channel.Position;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Asks a leader for the tops of many streams at once, as strings; a hint that announcements were lost. */
final class TopsOperation extends ShardOperation {
    private List<String> channels = List.of();
    private String[] tops = {};

    TopsOperation() {}

    TopsOperation(int shard, List<String> channels) {
        super(shard);
        this.channels = channels;
    }

    @Override
    public void run() {
        Map<String, Position> known = replicas().leader(getPartitionId()).tops(channels);
        tops = new String[channels.size()];
        for (int i = 0; i < tops.length; i++) {
            Position top = known.get(channels.get(i));
            tops[i] = top == null ? "" : top.toString();
        }
    }

    @Override
    public Object getResponse() {
        return tops;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        Serialization.writeStrings(out, channels);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        channels = Serialization.strings(in);
    }

    @Override
    public int getClassId() {
        return TypeIds.TOPS;
    }
}
