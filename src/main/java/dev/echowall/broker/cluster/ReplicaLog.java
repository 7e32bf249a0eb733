package dev.echowall.broker.cluster;

import dev.echowall.broker.BatchHeader;
import dev.echowall.stream.Draft;
import java.util.List;

/**
 * Is told of each change of a replica's copies, in order. Called on the thread that makes the change, which holds the
 * replica's lock, so it must not wait for anything.
 */
interface ReplicaLog {
    /** Keeps nothing. */
    ReplicaLog NONE = new ReplicaLog() {
        @Override
        public void appended(StreamCopy copy, BatchHeader header, List<Draft> drafts, AppendDecision decision) {}

        @Override
        public void stored(StreamCopy copy) {}

        @Override
        public void trimmed(StreamCopy copy) {}

        @Override
        public void ended(String channel) {}
    };

    /** A batch was applied to the copy, which may be new. */
    void appended(StreamCopy copy, BatchHeader header, List<Draft> drafts, AppendDecision decision);

    /** The copy is this one now, whatever it was before. */
    void stored(StreamCopy copy);

    /** What was too old, or too much, was removed. */
    void trimmed(StreamCopy copy);

    /** There is no copy of that channel's stream any more. */
    void ended(String channel);
}
