package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;
import java.io.IOException;

/**
 * Tells a replica that others have everything that it has: it may forget its copies, or, if its history has been
 * superseded, everything.
 */
final class ReleaseOperation extends TermOperation {
    private boolean everything;
    private boolean obeyed;

    ReleaseOperation() {}

    ReleaseOperation(int shard, Term term, boolean everything) {
        super(shard, term);
        this.everything = everything;
    }

    @Override
    public void run() {
        if (everything) {
            obeyed = replica().reset(term());
        } else {
            replica().release(term());
            obeyed = true;
        }
    }

    @Override
    public Object getResponse() {
        return obeyed;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeBoolean(everything);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        everything = in.readBoolean();
    }

    @Override
    public int getClassId() {
        return TypeIds.RELEASE;
    }
}
