package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/**
 * One leadership over one shard, as in Raft. A member that has promised a term ignores leaders of lower terms.
 *
 * @param leader the replica that leads in this term; distinguishes terms for which two replicas chose the same number
 */
public record Term(long number, String leader) implements Comparable<Term> {
    public static final Term NONE = new Term(0, "");

    @Override
    public int compareTo(Term other) {
        int byNumber = Long.compare(number, other.number);
        return byNumber != 0 ? byNumber : leader.compareTo(other.leader);
    }

    public void write(ObjectDataOutput out) throws IOException {
        out.writeLong(number);
        out.writeString(leader);
    }

    public static Term read(ObjectDataInput in) throws IOException {
        return new Term(in.readLong(), Serialization.string(in));
    }
}
