package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/** A leader's word to the member that is first for the shard: it has everything now, and may lead. */
final class OfferOperation extends ShardOperation {
    private Term term = Term.NONE;

    OfferOperation() {}

    OfferOperation(int shard, Term term) {
        super(shard);
        this.term = term;
    }

    @Override
    public void run() {
        replicas().offered(getPartitionId(), term);
    }

    @Override
    public Object getResponse() {
        return true;
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
        return Types.OFFER;
    }
}
