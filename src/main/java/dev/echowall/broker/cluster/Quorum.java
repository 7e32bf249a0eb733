package dev.echowall.broker.cluster;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * How many voters of a configuration are enough.
 *
 * <p>A quorum below the majority is obeyed: any side that sees so many members continues, and if the other side does so
 * as well, both assign the same positions. Only with a majority or more can that never happen.
 *
 * @param quorum the number of members without which nothing is accepted
 * @param backups the most copies in addition to the leader's
 */
record Quorum(int quorum, int backups) {
    /**
     * Whether these are enough for a new leader to continue from that configuration, and for it to be in force: a
     * majority of its voters, and so many that every set of replicas that acknowledged something has one among them. As
     * long as the previous voters may continue without it, enough of them are needed as well.
     */
    boolean enough(VoterConfiguration configuration, Collection<String> there) {
        return enough(configuration, there, this::asked);
    }

    /** The same, but without a reduction for a quorum below the majority. */
    boolean sure(VoterConfiguration configuration, Collection<String> there) {
        return enough(configuration, there, this::needed);
    }

    private static boolean enough(VoterConfiguration configuration, Collection<String> there, IntUnaryOperator least) {
        return Stream.of(configuration.voters(), configuration.before())
                .filter(voters -> !voters.isEmpty())
                .allMatch(voters -> voters.stream().filter(there::contains).count() >= least.applyAsInt(voters.size()));
    }

    private int asked(int voters) {
        return isBelowMajority(voters) ? quorum : needed(voters);
    }

    private int needed(int voters) {
        return Math.max(voters / 2 + 1, voters - backups);
    }

    /** How many voters must have what is acknowledged, so that any sufficient set of voters includes one of them. */
    int holders(VoterConfiguration configuration) {
        // At least two in a cluster whose quorum is two or more.
        int copies = Math.min(1 + backups, quorum);
        int all = configuration.voters().size();
        return isBelowMajority(all) ? copies : Math.max(copies, all - needed(all) + 1);
    }

    /**
     * The next voters: those that have answered, and previous voters that have not, unless the configuration would then
     * need fewer answers without them. So one of three that is gone for a while keeps its vote, which the others may
     * need when it is back and another one is gone.
     *
     * @return sorted
     */
    List<String> voters(Collection<String> answered, Collection<String> before) {
        TreeSet<String> all = new TreeSet<>(answered);
        all.addAll(before);
        boolean keep = !(quorum < answered.size() / 2 + 1) && needed(all.size()) <= needed(answered.size());
        return List.copyOf(keep ? all : new TreeSet<>(answered));
    }

    /** The replicas that should keep copies of what the leader has: the first of these. */
    List<String> backups(List<String> order, String leader) {
        return order.stream()
                .filter(each -> !each.equals(leader))
                .limit(backups)
                .toList();
    }

    private boolean isBelowMajority(int voters) {
        return quorum < voters / 2 + 1;
    }
}
