package dev.echowall.app;

import dev.echowall.journal.Journal;
import dev.echowall.journal.JournalMetrics;
import dev.echowall.journal.JournalStatus;
import dev.echowall.metrics.Metrics;

/** What the metrics tell of an instance's journal. */
final class JournalGauges {
    private JournalGauges() {}

    static void register(Journal journal, Metrics metrics) {
        metrics.gauge(
                "echowall.journal.bytes",
                "Bytes of the journal's files",
                () -> journal.metrics().bytesOnDisk());
        metrics.counter(
                "echowall.journal.written.bytes",
                "Bytes written to the journal",
                journal.metrics(),
                JournalMetrics::bytesWritten);
        metrics.counter(
                "echowall.journal.dropped",
                "Records that were not written because the journal was suspended",
                journal.metrics(),
                JournalMetrics::dropped);
        metrics.gauge(
                "echowall.journal.unsynced.seconds",
                "How long the oldest record has been waiting that is not on the disk",
                () -> journal.unsyncedFor().toNanos() / 1e9);
        metrics.gauge(
                "echowall.journal.suspended",
                "1 when changes are kept in memory only because the journal cannot be written",
                () -> journal.status() instanceof JournalStatus.Suspended ? 1 : 0);
    }
}
