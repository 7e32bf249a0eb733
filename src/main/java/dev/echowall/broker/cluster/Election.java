package dev.echowall.broker.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate learns from the granted votes: whether they are enough to be sure that nothing acknowledged is
 * missing, and where the newest copy of each stream is. Pure.
 *
 * @param base the latest configuration of its line from which enough voters were heard; null if there is none, so that
 *     the past is uncertain
 * @param newest by channel, the newest copy and the replica that has it
 */
record Election(@Nullable Configuration base, ShardEpoch birth, Map<String, Holding> newest) {
    /** The state of a copy, and the replica that has it. */
    record Holding(HeldState held, String holder) {}

    /** @param granted the votes, by replica */
    static Election of(Map<String, Vote> granted, Quorum terms) {
        Configuration base = base(granted, terms);
        ShardEpoch birth = ShardEpoch.NONE;
        Map<String, Holding> newest = new HashMap<>();
        for (Map.Entry<String, Vote> each : granted.entrySet()) {
            Vote vote = each.getValue();
            if (base != null && isOfAnotherLine(vote, base)) {
                continue;
            }
            birth = vote.birth().stamp().compareTo(birth.stamp()) > 0 ? vote.birth() : birth;
            vote.holdings()
                    .forEach((channel, held) -> newest.merge(
                            channel,
                            new Holding(held, each.getKey()),
                            (one, other) -> one.held().compareTo(other.held()) >= 0 ? one : other));
        }
        return new Election(base, birth, newest);
    }

    /** Whether no voter has any history to be sure of. */
    static boolean nothingIsKnown(Map<String, Vote> granted) {
        return granted.values().stream()
                .allMatch(
                        vote -> vote.configuration() == null && vote.holdings().isEmpty());
    }

    private static @Nullable Configuration base(Map<String, Vote> granted, Quorum terms) {
        Set<String> worlds = new HashSet<>();
        granted.values().forEach(vote -> {
            if (vote.configuration() != null) {
                worlds.add(vote.configuration().world());
            }
        });
        for (String world : worlds) {
            Configuration last = null;
            Set<String> there = new HashSet<>();
            for (Map.Entry<String, Vote> each : granted.entrySet()) {
                Configuration known = each.getValue().configuration();
                if (known != null && known.world().equals(world)) {
                    there.add(each.getKey());
                    last = last == null || known.isLaterThan(last) ? known : last;
                }
            }
            if (last != null && terms.enough(last, there)) {
                return last;
            }
        }
        return null;
    }

    static boolean isOfAnotherLine(Vote vote, Configuration base) {
        return vote.configuration() != null && !vote.configuration().world().equals(base.world());
    }
}
