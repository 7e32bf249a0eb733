package dev.echowall.broker.cluster;

import java.util.List;

/**
 * What a leader has done for one request: the answer, which counts as soon as all that is sent has arrived.
 *
 * @param sent to each backup, in this order
 */
record LeaderReply<T>(T answer, List<ReplicatedChange> sent) {
    static <T> LeaderReply<T> of(T answer) {
        return new LeaderReply<>(answer, List.of());
    }
}
