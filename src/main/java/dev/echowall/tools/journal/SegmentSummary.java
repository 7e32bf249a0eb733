package dev.echowall.tools.journal;

import dev.echowall.journal.JournalReader.Entry;
import dev.echowall.journal.JournalReader.Segment;
import dev.echowall.journal.JournalRecord;
import dev.echowall.journal.JournalRecord.CleanStop;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.TimeMark;
import org.jspecify.annotations.Nullable;

/** What is in one file of a journal, while its records are counted. */
final class SegmentSummary {
    private final Segment segment;
    private long records;
    private long last;
    private boolean stopped;
    private @Nullable String damage;

    SegmentSummary(Segment segment) {
        this.segment = segment;
        this.last = segment.created();
    }

    void add(Entry entry) {
        JournalRecord record = entry.record();
        stopped = record instanceof CleanStop;
        if (record == null) {
            damage = damage == null ? "at " + entry.position() + ": " + entry.damage() : damage;
            return;
        }
        records++;
        if (record instanceof CleanStop stop) {
            last = Math.max(last, stop.time());
        } else if (record instanceof TimeMark mark) {
            last = Math.max(last, mark.time());
        } else if (record instanceof StreamAppend append) {
            last = Math.max(last, append.time());
        }
    }

    Segment segment() {
        return segment;
    }

    long records() {
        return records;
    }

    /** When the last record that tells it was written, in ms since 1970; 0 if none does. */
    long last() {
        return last;
    }

    /**
     * How it ends, for people.
     *
     * @param newest whether no file comes after it
     */
    String end(boolean newest) {
        if (damage != null) {
            return "damaged " + damage;
        }
        if (stopped) {
            return "stopped in order";
        }
        return newest ? "not stopped in order, or still written" : "whole";
    }
}
