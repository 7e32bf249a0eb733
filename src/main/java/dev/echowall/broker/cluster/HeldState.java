package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Stamp;
import dev.echowall.broker.Term;
import java.io.IOException;

/**
 * The state of a stream that a replica has, and the term in which a leader last confirmed it. If two differ, the one
 * confirmed later is right, whatever its stamp: the other may come from a leader that nobody followed.
 */
record HeldState(Term confirmed, Stamp stamp) implements Comparable<HeldState> {
    /** The state of a leader whose last change has this stamp. */
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
