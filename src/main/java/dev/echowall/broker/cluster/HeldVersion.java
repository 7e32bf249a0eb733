package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import java.io.IOException;

/**
 * Which state of a stream a replica has, and in which term a leader last made sure of it. Of two that differ the one made sure of
 * later is right, whatever its version: the other may be what a leader said that nobody followed.
 */
record HeldVersion(Term confirmed, StreamVersion version) implements Comparable<HeldVersion> {
    /** A state as the leader has it whose change was the last in it. */
    static HeldVersion of(StreamVersion version) {
        return new HeldVersion(version.term(), version);
    }

    @Override
    public int compareTo(HeldVersion other) {
        int byTerm = confirmed.compareTo(other.confirmed);
        return byTerm != 0 ? byTerm : version.compareTo(other.version);
    }

    void write(ObjectDataOutput out) throws IOException {
        confirmed.write(out);
        version.write(out);
    }

    static HeldVersion read(ObjectDataInput in) throws IOException {
        return new HeldVersion(Term.read(in), StreamVersion.read(in));
    }
}
