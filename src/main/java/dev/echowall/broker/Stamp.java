package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/**
 * Identifies the state of a copy of a stream by the term and the number of its last change. Of two copies, the one with
 * the later stamp has everything that the other has, because all changes of a term are made by one leader, one after
 * the other.
 */
public record Stamp(Term term, long change) implements Comparable<Stamp> {
    /** The stamp of a stream that does not exist. */
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
