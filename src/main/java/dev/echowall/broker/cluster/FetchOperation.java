package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;
import java.io.IOException;
import java.util.List;

/** Asks a replica for whole copies. It gives them only to the leader of the term that it has promised. */
final class FetchOperation extends TermOperation {
    private List<String> channels = List.of();
    private FetchReply fetched = new FetchReply();

    FetchOperation() {}

    FetchOperation(int shard, Term term, List<String> channels) {
        super(shard, term);
        this.channels = channels;
    }

    @Override
    public void run() {
        fetched = new FetchReply(replica().fetch(term(), channels));
    }

    @Override
    public Object getResponse() {
        return fetched;
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
        return TypeIds.FETCH;
    }
}
