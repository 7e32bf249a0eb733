package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/**
 * Which state of a stream a copy is: the term and the number of the last change in it. Of two copies the one with the later
 * stamp has all that the other has, since one leader alone makes the changes of a term, one after the other.
 */
public record Stamp(Term term, long change) implements Comparable<Stamp> {
    /** Of what is not there. */
    public static final Stamp NONE = new Stamp(Term.NONE, 0);

    @Override
    public int compareTo(Stamp other) {
        int byTerm = term.compareTo(other.term);
        return byTerm != 0 ? byTerm : Long.compare(change, other.change);
    }

    public boolean atLeast(Stamp other) {
        return compareTo(other) >= 0;
    }

    public void write(ObjectDataOutput out) throws IOException {
        term.write(out);
        out.writeLong(change);
    }

    public static Stamp read(ObjectDataInput in) throws IOException {
        return new Stamp(Term.read(in), in.readLong());
    }
}
