package dev.echowall.journal;

import dev.echowall.journal.JournalRecord.OfStream;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.JournalRecord.StreamState;
import dev.echowall.journal.JournalRecord.StreamTrimmed;
import dev.echowall.stream.Ancestors;
import dev.echowall.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A stream while it is replayed. */
final class ReplayedStream {
    private final Stream stream;
    private final long segment;
    private byte[] state;
    private int number;
    private long size;
    private int vouched;

    private ReplayedStream(Stream stream, byte[] state, long segment, long size) {
        this.stream = stream;
        this.state = state;
        this.segment = segment;
        this.size = size;
    }

    /** The stream that this record begins; null if it cannot begin one. */
    static @Nullable ReplayedStream begin(OfStream record, long segment, int length) {
        if (record instanceof StreamSnapshot snapshot) {
            return new ReplayedStream(snapshot.restored(), snapshot.state(), segment, length);
        }
        if (record instanceof StreamAppend append && append.top() == 0) {
            Stream stream = new Stream(append.channel(), append.epoch(), Ancestors.NONE, 0, 0, append.time());
            ReplayedStream begun = new ReplayedStream(stream, append.state(), segment, append.size());
            begun.apply(append, 0);
            return begun;
        }
        return null;
    }

    /** Why a change cannot be applied; null if it can. */
    @Nullable
    String refuses(OfStream record, int next) {
        if (next != number + 1) {
            return "change " + next + " of a stream that is at " + number + ": " + channel();
        }
        boolean fits;
        if (record instanceof StreamAppend append) {
            fits = append.epoch().equals(stream.epoch()) && append.top() == stream.top();
        } else if (record instanceof StreamTrimmed trimmed) {
            fits = trimmed.epoch().equals(stream.epoch());
        } else {
            fits = record instanceof StreamState changed && changed.epoch().equals(stream.epoch());
        }
        return fits ? null : "a change to another state of the stream: " + channel();
    }

    void apply(OfStream record, int next) {
        number = next;
        if (record instanceof StreamAppend append) {
            stream.apply(
                    append.sender(),
                    append.sequence(),
                    append.drafts(),
                    append.outcomes(),
                    append.node(),
                    append.time(),
                    append.retention());
            state = append.state();
            size = append.size();
        } else if (record instanceof StreamTrimmed trimmed) {
            stream.trim(trimmed.oldest(), trimmed.oldestId());
            state = trimmed.state();
            size = trimmed.size();
        } else if (record instanceof StreamState changed) {
            state = changed.state();
        }
    }

    /** After so many damages, a record still speaks for it. */
    void vouched(int damages) {
        vouched = damages;
    }

    int vouched() {
        return vouched;
    }

    String channel() {
        return stream.channel().value();
    }

    /** Where it begins. */
    long segment() {
        return segment;
    }

    RestoredStream restored() {
        stream.replayed();
        return new RestoredStream(stream, state);
    }

    void into(LiveRecords live) {
        live.restore(channel(), stream.epoch(), segment, size, number);
    }
}
