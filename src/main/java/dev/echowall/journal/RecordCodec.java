package dev.echowall.journal;

import dev.echowall.journal.JournalRecord.CleanStop;
import dev.echowall.journal.JournalRecord.OfStream;
import dev.echowall.journal.JournalRecord.ShardState;
import dev.echowall.journal.JournalRecord.SnapshotsComplete;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamEnded;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.JournalRecord.StreamState;
import dev.echowall.journal.JournalRecord.StreamTrimmed;
import dev.echowall.journal.JournalRecord.TimeMark;
import java.nio.ByteBuffer;

/**
 * The bytes of a record: its type, its number among the records of its stream, and its fields.
 *
 * <p>The number is 0 for a record that begins with nothing, a snapshot or the first append of a stream, and one more for
 * each that changes the stream after it. It is given by the thread that writes, so its place is left free here. By it a
 * reader sees whether one is missing in between.
 */
final class RecordCodec {
    private static final int NUMBER_AT = 1;

    private static final int SNAPSHOT = 1;
    private static final int APPEND = 2;
    private static final int TRIMMED = 3;
    private static final int STATE = 4;
    private static final int ENDED = 5;
    private static final int SHARD = 6;
    private static final int TIME = 7;
    private static final int COMPLETE = 8;
    private static final int CLEAN = 9;

    private RecordCodec() {}

    static byte[] encode(JournalRecord record) {
        RecordOutput out = new RecordOutput(expected(record));
        out.octet(type(record));
        out.fixed(0);
        if (record instanceof OfStream ofStream) {
            out.text(ofStream.channel().value());
        }
        if (record instanceof StreamSnapshot snapshot) {
            StreamCodec.write(out, snapshot);
        } else if (record instanceof StreamAppend append) {
            StreamCodec.write(out, append);
        } else if (record instanceof StreamTrimmed trimmed) {
            out.text(trimmed.epoch());
            out.number(trimmed.oldest());
            out.number(trimmed.oldestId());
            out.number(trimmed.size());
            out.blob(trimmed.state());
        } else if (record instanceof StreamState state) {
            out.text(state.epoch());
            out.blob(state.state());
        } else if (record instanceof ShardState shard) {
            out.number(shard.shard());
            out.blob(shard.state());
        } else if (record instanceof TimeMark mark) {
            out.number(mark.time());
        } else if (record instanceof SnapshotsComplete complete) {
            out.number(complete.since());
        } else if (record instanceof CleanStop stop) {
            out.number(stop.time());
        }
        return out.bytes();
    }

    /** Gives an encoded record its number. */
    static void number(byte[] body, int number) {
        ByteBuffer.wrap(body).putInt(NUMBER_AT, number);
    }

    /** @throws IllegalArgumentException if it is none that {@link #encode} has written */
    static NumberedRecord decode(ByteBuffer body, RecordInput.Texts texts) {
        RecordInput in = new RecordInput(body, texts);
        int type = in.octet();
        int number = in.fixed();
        JournalRecord record = switch (type) {
            case SNAPSHOT -> StreamCodec.snapshot(in.channel(), in);
            case APPEND -> StreamCodec.append(in.channel(), in);
            case TRIMMED ->
                new StreamTrimmed(in.channel(), in.shared(), in.number(), in.number(), in.number(), in.blob());
            case STATE -> new StreamState(in.channel(), in.shared(), in.blob());
            case ENDED -> new StreamEnded(in.channel());
            case SHARD -> new ShardState((int) in.number(), in.blob());
            case TIME -> new TimeMark(in.number());
            case COMPLETE -> new SnapshotsComplete(in.number());
            case CLEAN -> new CleanStop(in.number());
            default -> throw new IllegalArgumentException("a record of type " + type);
        };
        in.end();
        return new NumberedRecord(number, record);
    }

    private static int type(JournalRecord record) {
        if (record instanceof StreamAppend) {
            return APPEND;
        } else if (record instanceof StreamSnapshot) {
            return SNAPSHOT;
        } else if (record instanceof StreamTrimmed) {
            return TRIMMED;
        } else if (record instanceof StreamState) {
            return STATE;
        } else if (record instanceof StreamEnded) {
            return ENDED;
        } else if (record instanceof ShardState) {
            return SHARD;
        } else if (record instanceof TimeMark) {
            return TIME;
        }
        return record instanceof CleanStop ? CLEAN : COMPLETE;
    }

    private static int expected(JournalRecord record) {
        if (record instanceof StreamAppend append) {
            int bytes = 128 + append.state().length;
            for (var draft : append.drafts()) {
                bytes += draft.payload().size() + 16;
            }
            return bytes;
        }
        return 256;
    }
}
