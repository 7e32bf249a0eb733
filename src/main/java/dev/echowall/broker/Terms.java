package dev.echowall.broker;

/**
 * How many of a configuration's voters are enough.
 *
 * <p>A quorum below the majority is taken at its word: whoever sees so many members goes on, and if the others do too, both
 * give out the same positions. Only with the majority, or more, is nothing ever said twice.
 *
 * @param quorum members without which nothing is accepted
 * @param backups copies besides the leader's, at most
 */
record Terms(int quorum, int backups) {
    /** How many voters a new leader must have heard: a majority, and so many that each write set has one among them. */
    int needed(Configuration configuration) {
        int all = configuration.voters().size();
        return isBelowMajority(configuration) ? quorum : Math.max(configuration.majority(), all - backups);
    }

    /** How many voters must have what is acknowledged, so that any so many as are needed include one of these. */
    int holders(Configuration configuration) {
        // Two at least in a cluster that is to have a quorum of two or more.
        int copies = Math.min(1 + backups, quorum);
        int all = configuration.voters().size();
        return isBelowMajority(configuration) ? copies : Math.max(copies, all - needed(configuration) + 1);
    }

    private boolean isBelowMajority(Configuration configuration) {
        return quorum < configuration.majority();
    }
}
