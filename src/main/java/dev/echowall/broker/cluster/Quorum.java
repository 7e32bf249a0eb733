package dev.echowall.broker.cluster;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * How many of a configuration's voters are enough.
 *
 * <p>A quorum below the majority is taken at its word: whoever sees so many members goes on, and if the others do too, both
 * give out the same positions. Only with the majority, or more, is nothing ever said twice.
 *
 * @param quorum members without which nothing is accepted
 * @param backups copies besides the leader's, at most
 */
record Quorum(int quorum, int backups) {
    /**
     * Whether these are enough for a new leader to go on from that configuration, and for it to be in force: of its voters a
     * majority, and so many that each write set has one among them. As long as those of before may go on without it, so many of
     * them too.
     */
    boolean enough(VoterConfiguration configuration, Collection<String> there) {
        return enough(configuration, there, this::asked);
    }

    /** The same, also when the quorum is below the majority and so asks for fewer. */
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

    /** How many voters must have what is acknowledged, so that any so many as are needed include one of these. */
    int holders(VoterConfiguration configuration) {
        // Two at least in a cluster that is to have a quorum of two or more.
        int copies = Math.min(1 + backups, quorum);
        int all = configuration.voters().size();
        return isBelowMajority(all) ? copies : Math.max(copies, all - needed(all) + 1);
    }

    /**
     * Who is to vote next: those who have answered, and those of before who have not, unless fewer answers would do without them.
     * So one of three who is gone for a while keeps his vote, which the others may need when he is back and another one is not.
     *
     * @return sorted
     */
    List<String> voters(Collection<String> answered, Collection<String> before) {
        TreeSet<String> all = new TreeSet<>(answered);
        all.addAll(before);
        boolean keep = !(quorum < answered.size() / 2 + 1) && needed(all.size()) <= needed(answered.size());
        return List.copyOf(keep ? all : new TreeSet<>(answered));
    }

    /** Who is to keep copies of what the leader has: the first of these. */
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
