/**
 * What an instance knows of streams, on its disk: records in segments, replayed after a start. Knows nothing of clusters.
 *
 * <p>A {@link dev.echowall.journal.Journal} is opened, which replays what is there, and then written to from any thread;
 * one thread of its own does all I/O. Records are only ever added at the end. What is superseded goes away with its
 * segment, after {@code Compaction} has written the streams whose snapshots begin in it again.
 */
@NullMarked
package dev.echowall.journal;

import org.jspecify.annotations.NullMarked;
