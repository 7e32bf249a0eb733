package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.Term;
import java.io.IOException;
import java.util.List;

/**
 * The replicas of a shard that vote. What was acknowledged is on so many of them that a candidate with enough votes
 * cannot miss it.
 *
 * @param lineage the line of configurations that this one belongs to; if too many voters are lost to be sure of the
 *     past, a new line begins, and with it new epochs
 * @param term the term in which it was made
 * @param revision the number of the configuration within the term
 * @param voters ids of replicas, sorted
 * @param before the voters of the previous configuration, until it is certain that enough of them know of this one.
 *     They may still continue without it, so they are asked as well. Empty when this configuration is in force
 */
record VoterConfiguration(String lineage, Term term, int revision, List<String> voters, List<String> before) {
    static final int FIRST = 0;

    /** Whether it begins a new line. */
    boolean isFirst() {
        return revision == FIRST;
    }

    boolean isLaterThan(VoterConfiguration other) {
        int byTerm = term.compareTo(other.term);
        return byTerm != 0 ? byTerm > 0 : revision > other.revision;
    }

    /** How many of these replicas vote. */
    int among(Iterable<String> replicas) {
        int count = 0;
        for (String each : replicas) {
            count += voters.contains(each) ? 1 : 0;
        }
        return count;
    }

    void write(ObjectDataOutput out) throws IOException {
        out.writeString(lineage);
        term.write(out);
        out.writeInt(revision);
        Serialization.writeStrings(out, voters);
        Serialization.writeStrings(out, before);
    }

    static VoterConfiguration read(ObjectDataInput in) throws IOException {
        String lineage = Serialization.string(in);
        Term term = Term.read(in);
        int revision = in.readInt();
        return new VoterConfiguration(lineage, term, revision, Serialization.strings(in), Serialization.strings(in));
    }
}
