package dev.echowall.broker.cluster;

/** What a backup did with a change. */
enum ReplicationOutcome {
    DONE,
    /** Done, and the backup has no memory for more. */
    DONE_AND_FULL,
    /** The backup does not have the state before and needs the whole stream. */
    BEHIND,
    /** The backup obeys another leader. */
    FENCED;

    boolean isDone() {
        return this == DONE || this == DONE_AND_FULL;
    }
}
