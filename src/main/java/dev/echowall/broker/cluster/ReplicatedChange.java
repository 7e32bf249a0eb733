package dev.echowall.broker.cluster;

import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;

/** A change that a leader sends to one of its backups, with the states of the stream before and after it. */
record ReplicatedChange(
        String backup, Term term, String channel, StreamVersion before, StreamVersion after, StreamChange change) {}
