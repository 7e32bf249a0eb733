package dev.echowall.broker.cluster;

import java.util.List;

/**
 * A leader's answer to a request, which counts only when everything that it sends has arrived.
 *
 * @param sent changes for the backups, to be sent in this order
 */
record LeaderReply<T>(T answer, List<ReplicatedChange> sent) {
    static <T> LeaderReply<T> of(T answer) {
        return new LeaderReply<>(answer, List.of());
    }
}
