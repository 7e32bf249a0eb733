package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/** Asks a replica to obey nobody of a lower term any more, and what it has. */
final class VoteOperation extends ShardOperation {
    private Term term = Term.NONE;
    private Vote vote = new Vote();

    VoteOperation() {}

    VoteOperation(int shard, Term term) {
        super(shard);
        this.term = term;
    }

    @Override
    public void run() {
        vote = replica().vote(term);
    }

    @Override
    public Object getResponse() {
        return vote;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        term.write(out);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        term = Term.read(in);
    }

    @Override
    public int getClassId() {
        return Types.VOTE_OPERATION;
    }
}
