package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serial;
import dev.echowall.broker.Stamp;
import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;
import java.io.IOException;

/** A change sent by a leader to one of its backups. The answer is the name of the {@link Followed}. */
final class FollowOperation extends ShardOperation {
    private Sent sent = new Sent("", Term.NONE, "", Stamp.NONE, Stamp.NONE, new Change.Nothing());
    private String followed = "";

    FollowOperation() {}

    FollowOperation(int shard, Sent sent) {
        super(shard);
        this.sent = sent;
    }

    @Override
    public void run() {
        Followed what = replica().follow(sent);
        boolean full = what == Followed.DONE && replicas().budget().isFull();
        followed = (full ? Followed.DONE_AND_FULL : what).name();
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
        sent = new Sent("", Term.read(in), Serial.string(in), Stamp.read(in), Stamp.read(in), Change.read(in));
    }

    @Override
    public int getClassId() {
        return TypeIds.FOLLOW;
    }
}
