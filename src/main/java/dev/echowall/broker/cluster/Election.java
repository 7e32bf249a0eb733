package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate learns from the granted votes: whether they are enough to be sure that nothing acknowledged is
 * missing, and where the newest copy of each stream is. Pure.
 *
 * @param base the latest configuration of its line from which enough voters were heard; null if there is none, so that
 *     the past is uncertain
 * @param unfinished whether the latest line was begun with copies from journals, by a leader that has not answered and
 *     may not have given them to others: then those that still have their own begin another line
 * @param newest by channel, the newest copy and the replica that has it
 */
record Election(
        @Nullable VoterConfiguration base, boolean unfinished, ShardEpoch shardEpoch, Map<String, Holding> newest) {
    /** The state of a copy, and the replica that has it. */
    record Holding(HeldVersion held, String holder) {}

    /** @param granted the votes, by replica */
    static Election of(Map<String, Vote> granted, Quorum quorum) {
        VoterConfiguration known = base(granted, quorum);
        boolean unfinished = known != null && isUnfinished(known, granted);
        VoterConfiguration base = unfinished ? null : known;
        ShardEpoch shardEpoch = ShardEpoch.NONE;
        Map<String, Holding> newest = new HashMap<>();
        for (Map.Entry<String, Vote> each : granted.entrySet()) {
            Vote vote = each.getValue();
            if (base != null && (isOfAnotherLineage(vote, base) || vote.restored())) {
                continue; // what it has may be older than what is known, or have been retired
            }
            shardEpoch =
                    vote.shardEpoch().version().compareTo(shardEpoch.version()) > 0 ? vote.shardEpoch() : shardEpoch;
            vote.holdings()
                    .forEach((channel, held) -> newest.merge(
                            channel,
                            new Holding(held, each.getKey()),
                            (one, other) -> one.held().compareTo(other.held()) >= 0 ? one : other));
        }
        return new Election(base, unfinished, shardEpoch, newest);
    }

    private static boolean isUnfinished(VoterConfiguration base, Map<String, Vote> granted) {
        return base.isFirst()
                && !granted.containsKey(base.term().leader())
                && granted.values().stream().anyMatch(Vote::restored);
    }

    /** The latest term of copies from journals. */
    static Term latestRestored(Map<String, Vote> granted) {
        Term latest = Term.NONE;
        for (Vote vote : granted.values()) {
            for (HeldVersion held : vote.restored() ? vote.holdings().values() : List.<HeldVersion>of()) {
                latest = later(latest, later(held.confirmed(), held.version().term()));
            }
        }
        return latest;
    }

    private static Term later(Term one, Term other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Whether no voter has any history to be sure of. */
    static boolean nothingIsKnown(Map<String, Vote> granted) {
        return granted.values().stream()
                .allMatch(
                        vote -> vote.configuration() == null && vote.holdings().isEmpty());
    }

    private static @Nullable VoterConfiguration base(Map<String, Vote> granted, Quorum quorum) {
        Set<String> lineages = new HashSet<>();
        granted.values().forEach(vote -> {
            if (vote.configuration() != null) {
                lineages.add(vote.configuration().lineage());
            }
        });
        for (String lineage : lineages) {
            VoterConfiguration last = null;
            Set<String> there = new HashSet<>();
            for (Map.Entry<String, Vote> each : granted.entrySet()) {
                VoterConfiguration known = each.getValue().configuration();
                if (known != null && known.lineage().equals(lineage)) {
                    there.add(each.getKey());
                    last = last == null || known.isLaterThan(last) ? known : last;
                }
            }
            if (last != null && quorum.enough(last, there)) {
                return last;
            }
        }
        return null;
    }

    static boolean isOfAnotherLineage(Vote vote, VoterConfiguration base) {
        return vote.configuration() != null && !vote.configuration().lineage().equals(base.lineage());
    }
}
