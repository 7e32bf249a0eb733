package dev.echowall.broker.cluster;

/** What became of a change at a backup. */
enum ReplicationOutcome {
    DONE,
    /** Done, and there is no room for more. */
    DONE_AND_FULL,
    /** It does not have the state before: it needs the whole stream. */
    BEHIND,
    /** It obeys another leader. */
    FENCED;

    boolean isDone() {
        return this == DONE || this == DONE_AND_FULL;
    }
}
