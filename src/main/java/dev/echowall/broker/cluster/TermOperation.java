package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Term;
import java.io.IOException;

/** A request of a candidate or leader in its term. */
abstract class TermOperation extends ShardOperation {
    private Term term = Term.NONE;

    TermOperation() {}

    TermOperation(int shard, Term term) {
        super(shard);
        this.term = term;
    }

    final Term term() {
        return term;
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
}
