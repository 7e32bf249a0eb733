package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/**
 * Which state of a stream a copy is: the term and the number of the last change in it. Of two copies the one with the later
 * version has all that the other has, since one leader alone makes the changes of a term, one after the other.
 */
public record StreamVersion(Term term, long change) implements Comparable<StreamVersion> {
    /** Of what is not there. */
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
