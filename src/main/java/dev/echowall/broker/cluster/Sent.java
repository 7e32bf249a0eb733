package dev.echowall.broker.cluster;

import dev.echowall.broker.Stamp;
import dev.echowall.broker.Term;

/** A change that a leader sends to one of its backups, with the states of the stream before and after it. */
record Sent(String backup, Term term, String channel, Stamp before, Stamp after, Change change) {}
