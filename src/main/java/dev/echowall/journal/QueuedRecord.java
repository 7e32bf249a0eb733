package dev.echowall.journal;

import dev.echowall.journal.JournalRecord.OfStream;
import dev.echowall.journal.JournalRecord.ShardState;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamEnded;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.JournalRecord.StreamState;
import dev.echowall.journal.JournalRecord.StreamTrimmed;

/**
 * A record that waits to be written: its bytes, and what {@link LiveRecords} has to know.
 *
 * @param key the channel, the number of the shard, or {@link #NONE}
 * @param epoch of the stream; empty if it has none
 * @param size what a snapshot has after it; negative if that does not change
 * @param at when it was queued, in ns
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record QueuedRecord(Effect effect, Object key, String epoch, long size, byte[] body, long at) {
    /** What a record means for those before it with the same key. */
    enum Effect {
        /** They are not needed any more. */
        BEGINS,
        /** It begins a stream if there are none, and changes it otherwise. */
        BEGINS_OR_CHANGES,
        /** It needs them. */
        CHANGES,
        /** None of them is needed, nor is this one. */
        ENDS,
        /** It has nothing to do with any. */
        NOTE
    }

    static final Object NONE = "";

    /** @throws IllegalArgumentException with a sentence, if it is too large */
    static QueuedRecord of(JournalRecord record, long at) {
        byte[] body = RecordCodec.encode(record);
        if (body.length > RecordFrame.MOST) {
            throw new IllegalArgumentException(
                    "a record of the journal has at most " + RecordFrame.MOST + " bytes, this one has " + body.length);
        }
        Object key = record instanceof OfStream ofStream ? ofStream.channel().value() : NONE;
        if (record instanceof StreamAppend append) {
            Effect effect = append.top() == 0 ? Effect.BEGINS_OR_CHANGES : Effect.CHANGES;
            return new QueuedRecord(effect, key, append.epoch(), append.size(), body, at);
        } else if (record instanceof StreamSnapshot snapshot) {
            return new QueuedRecord(Effect.BEGINS, key, snapshot.epoch(), body.length, body, at);
        } else if (record instanceof StreamTrimmed trimmed) {
            return new QueuedRecord(Effect.CHANGES, key, trimmed.epoch(), trimmed.size(), body, at);
        } else if (record instanceof StreamState state) {
            return new QueuedRecord(Effect.CHANGES, key, state.epoch(), -1, body, at);
        } else if (record instanceof StreamEnded) {
            return new QueuedRecord(Effect.ENDS, key, "", 0, body, at);
        } else if (record instanceof ShardState shard) {
            return new QueuedRecord(Effect.BEGINS, shard.shard(), "", body.length, body, at);
        }
        return new QueuedRecord(Effect.NOTE, NONE, "", 0, body, at);
    }
}
