package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/**
 * Identifies the state of a copy of a stream by the term and the number of its last change. Of two copies, the one with
 * the later version has everything that the other has, because all changes of a term are made by one leader, one after
 * the other.
 */
public record StreamVersion(Term term, long change) implements Comparable<StreamVersion> {
    /** The version of a stream that does not exist. */
    public static final StreamVersion NONE = new StreamVersion(Term.NONE, 0);

    @Override
    public int compareTo(StreamVersion other) {
        int byTerm = term.compareTo(other.term);
        return byTerm != 0 ? byTerm : Long.compare(change, other.change);
    }

    public boolean atLeast(StreamVersion other) {
        return compareTo(other) >= 0;
    }

    public void write(ObjectDataOutput out) throws IOException {
        term.write(out);
        out.writeLong(change);
    }

    public static StreamVersion read(ObjectDataInput in) throws IOException {
        return new StreamVersion(Term.read(in), in.readLong());
    }
}
