package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.Term;
import java.io.IOException;
import java.util.List;

/**
 * Which replicas of a shard vote. What was acknowledged is on so many of them that nobody who has heard enough of them can have
 * missed it.
 *
 * @param lineage the line of configurations that this one belongs to; when too many voters are gone to be sure of the past,
 *     a new line begins, and new epochs with it
 * @param term in which it was made
 * @param revision counts up within the term
 * @param voters ids of replicas, sorted
 * @param before the voters of the one that it follows, as long as it is not certain that enough of them know of it: they may
 *     still go on without it, and so are asked too. Empty when it is in force
 */
record VoterConfiguration(String lineage, Term term, int revision, List<String> voters, List<String> before) {
    static final int FIRST = 0;

    /** Whether a new line begins with it. */
    boolean isFirst() {
        return revision == FIRST;
    }

    boolean isLaterThan(VoterConfiguration other) {
        int byTerm = term.compareTo(other.term);
        return byTerm != 0 ? byTerm > 0 : revision > other.revision;
    }

    /** How many of these vote. */
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
