package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/**
 * Which state of a stream a replica has, and in which term a leader last made sure of it. Of two that differ the one made sure of
 * later is right, whatever its stamp: the other may be what a leader said that nobody followed.
 */
record Held(Term confirmed, Stamp stamp) implements Comparable<Held> {
    /** A state as the leader has it whose change was the last in it. */
    static Held of(Stamp stamp) {
        return new Held(stamp.term(), stamp);
    }

    @Override
    public int compareTo(Held other) {
        int byTerm = confirmed.compareTo(other.confirmed);
        return byTerm != 0 ? byTerm : stamp.compareTo(other.stamp);
    }

    void write(ObjectDataOutput out) throws IOException {
        confirmed.write(out);
        stamp.write(out);
    }

    static Held read(ObjectDataInput in) throws IOException {
        return new Held(Term.read(in), Stamp.read(in));
    }
}
