package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import java.io.IOException;

/**
 * The state of a stream that a replica has, and the term in which a leader last confirmed it. If two differ, the one
 * confirmed later is right, whatever its version: the other may come from a leader that nobody followed.
 */
record HeldVersion(Term confirmed, StreamVersion version) implements Comparable<HeldVersion> {
    /** The state of a leader whose last change has this version. */
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
