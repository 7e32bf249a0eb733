package dev.echowall.broker.cluster;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member waits for, in words. From any thread. */
final class Readiness {
    private final Replicas replicas;

    Readiness(Replicas replicas) {
        this.replicas = replicas;
    }

    /**
     * What must still happen until the cluster can tolerate another fault: this member must have a vote in each shard,
     * the backups must have all streams of the shards that it leads, and every member must be heard from. Without a
     * quorum the list is empty, because then nothing is accepted anyway; except that a cluster which has been down waits
     * for its journals.
     */
    List<String> waitsFor() {
        List<String> journals = waitsForJournals();
        if (!journals.isEmpty() || !replicas.hasQuorum()) {
            return journals;
        }
        int votes = 0;
        int copies = 0;
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            Replica replica = replicas.replica(shard);
            VoterConfiguration known = replica.configuration();
            Leadership leadership = replica.leadership();
            votes += known == null || !known.voters().contains(replicas.self()) ? 1 : 0;
            copies += leadership != null
                            && !(leadership.whole()
                                    && replicas.members().present().containsAll(leadership.backups()))
                    ? 1
                    : 0;
        }
        int members = replicas.members().addresses().size();
        int unheard = members - replicas.members().present().size();
        List<String> waits = new ArrayList<>();
        if (votes > 0) {
            waits.add("a vote in " + votes + " of " + Placement.SHARDS + " shards");
        }
        if (copies > 0) {
            waits.add("the copies of " + copies + " of " + Placement.SHARDS + " shards");
        }
        if (unheard > 0) {
            waits.add("a message from " + unheard + " of " + members + " members");
        }
        return waits;
    }

    /** After all members were down: those that are still missing with their journals. */
    List<String> waitsForJournals() {
        @Nullable ReplicaJournal journal = replicas.journal();
        if (journal == null || !journal.hasRead() || !replicas.isUndecided()) {
            return List.of();
        }
        return replicas.coldStart().waitsFor(replicas.members().restored().size(), journal.knownMembers());
    }

    /** The names of the members that were there last and have not come with a journal, as far as this one knows them. */
    List<String> missingJournals() {
        @Nullable ReplicaJournal journal = replicas.journal();
        List<String> missing = new ArrayList<>(journal == null ? List.of() : journal.knownMembers());
        missing.removeAll(replicas.members().restoredNames());
        return missing;
    }
}
