package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Stamp;
import dev.echowall.broker.Term;
import java.io.IOException;

/**
 * Which state of a stream a replica has, and in which term a leader last made sure of it. Of two that differ the one made sure of
 * later is right, whatever its stamp: the other may be what a leader said that nobody followed.
 */
record HeldState(Term confirmed, Stamp stamp) implements Comparable<HeldState> {
    /** A state as the leader has it whose change was the last in it. */
    static HeldState of(Stamp stamp) {
        return new HeldState(stamp.term(), stamp);
    }

    @Override
    public int compareTo(HeldState other) {
        int byTerm = confirmed.compareTo(other.confirmed);
        return byTerm != 0 ? byTerm : stamp.compareTo(other.stamp);
    }

    void write(ObjectDataOutput out) throws IOException {
        confirmed.write(out);
        stamp.write(out);
    }

    static HeldState read(ObjectDataInput in) throws IOException {
        return new HeldState(Term.read(in), Stamp.read(in));
    }
}
