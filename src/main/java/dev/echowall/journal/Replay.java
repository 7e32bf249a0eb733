package dev.echowall.journal;

import dev.echowall.journal.JournalRecord.CleanStop;
import dev.echowall.journal.JournalRecord.OfStream;
import dev.echowall.journal.JournalRecord.ShardState;
import dev.echowall.journal.JournalRecord.SnapshotsComplete;
import dev.echowall.journal.JournalRecord.TimeMark;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads all segments in order, and keeps each stream as it was last.
 *
 * <p>Damage at the very end, after which no record follows, is what a crash leaves: everything before it is the state that
 * the instance once had. If records follow, something is missing in between, and nobody knows of which streams. Then only
 * a stream for which a later record speaks is restored: a snapshot, or a change whose number shows that none is missing
 * before it. All others may have been changed or ended in what is missing, and one that has ended must not come back. So
 * they are left out, and so are states of shards. The other instances have copies; without any, a gap is told.
 */
final class Replay {
    /**
     * What of it the writer continues with.
     *
     * @param lastSegment the segment that the next one continues, and where it ends
     * @param lastRecord where in it the last record begins
     */
    record Result(Restored restored, LiveRecords live, long lastSegment, long lastEnd, long lastRecord) {}

    private record Broken(long segment, Dropped what) {}

    private static final class Shard {
        final byte[] state;
        final long segment;
        final int body;
        final int damages;

        Shard(byte[] state, long segment, int body, int damages) {
            this.state = state;
            this.segment = segment;
            this.body = body;
            this.damages = damages;
        }
    }

    private final Map<String, ReplayedStream> streams = new HashMap<>();
    /**
     * Streams whose changes cannot be applied, because what they change is missing. That is so after compaction as well, but
     * then a later record makes them superfluous.
     */
    private final Map<String, Broken> broken = new HashMap<>();

    private final Map<Integer, Shard> shards = new HashMap<>();
    private final RecordInput.Texts texts = new RecordInput.Texts();
    private final DroppedList dropped = new DroppedList();
    private int damages;
    private boolean damaged;
    private boolean stopped;
    private long lastWritten;
    private long lastSegment;
    private long lastEnd;
    private long lastRecord;
    private long damagedSegment;
    private long damagedPosition;

    private Replay() {}

    static Result of(SegmentChain chain, boolean lastIsReadable) throws IOException, JournalException {
        Replay replay = new Replay();
        chain.unreadable().forEach(replay.dropped::add);
        for (int i = 0; i < chain.links().size(); i++) {
            replay.read(chain.links().get(i), i == chain.links().size() - 1);
        }
        return replay.result(lastIsReadable);
    }

    private void read(SegmentChain.Link link, boolean last) throws IOException, JournalException {
        SegmentFile file = link.file();
        if (link.gap()) {
            damagedAt(lastSegment, lastEnd);
            dropped.add(new Dropped(file.name(), 0, 0, "a segment before it is missing, or cannot be read"));
        }
        lastSegment = file.number();
        try (SegmentReader reader = SegmentReader.open(file, link.end())) {
            SegmentHeader header = reader.header();
            lastWritten = Math.max(lastWritten, header == null ? 0 : header.created());
            // A file that is named as the one before is nothing that an orderly stop was the end of.
            stopped = false;
            lastRecord = reader.next();
            do {
                while (reader.advance()) {
                    apply(file, reader);
                }
            } while (reader.damage() != null && damaged(file, reader, last));
            boolean cutOff = link.end() != Long.MAX_VALUE && reader.limit() < link.end();
            if (cutOff && reader.damage() == null) {
                damagedAt(file.number(), reader.limit());
                dropped.add(new Dropped(
                        file.name(), reader.limit(), link.end() - reader.limit(), "the end of it is missing"));
            }
            lastEnd = reader.position();
        }
    }

    /** Returns whether to go on in the same segment. */
    private boolean damaged(SegmentFile file, SegmentReader reader, boolean last) {
        long position = reader.position();
        String reason = String.valueOf(reader.damage());
        boolean goOn = !last && reader.skip();
        damagedAt(file.number(), position);
        dropped.add(new Dropped(file.name(), position, (goOn ? reader.position() : reader.limit()) - position, reason));
        return goOn;
    }

    private void damagedAt(long segment, long position) {
        if (!damaged) {
            damaged = true;
            damagedSegment = segment;
            damagedPosition = position;
        }
    }

    private void apply(SegmentFile file, SegmentReader reader) {
        NumberedRecord numbered;
        int length = reader.body().remaining();
        try {
            numbered = RecordCodec.decode(reader.body(), texts);
        } catch (IllegalArgumentException malformed) {
            reader.refuse("a record of another version, or " + malformed.getMessage());
            return;
        }
        JournalRecord record = numbered.record();
        lastRecord = reader.position();
        stopped = false;
        if (damaged && !(record instanceof TimeMark)) {
            damages++;
            damaged = false;
        }
        if (record instanceof OfStream ofStream) {
            apply(file, reader, numbered.number(), ofStream, length);
        } else if (record instanceof ShardState shard) {
            shards.put(shard.shard(), new Shard(shard.state(), file.number(), length, damages));
        } else if (record instanceof SnapshotsComplete complete) {
            streams.values().removeIf(each -> each.segment() < complete.since());
            shards.values().removeIf(each -> each.segment < complete.since());
            broken.values().removeIf(each -> each.segment() < complete.since());
        } else if (record instanceof CleanStop stop) {
            stopped = true;
            lastWritten = Math.max(lastWritten, stop.time());
        } else if (record instanceof TimeMark mark) {
            lastWritten = Math.max(lastWritten, mark.time());
        }
    }

    private void apply(SegmentFile file, SegmentReader reader, int number, OfStream record, int length) {
        String channel = record.channel().value();
        if (record instanceof JournalRecord.StreamEnded) {
            streams.remove(channel);
            broken.remove(channel);
        } else if (number == 0) {
            ReplayedStream begun = ReplayedStream.begin(record, file.number(), length);
            if (begun == null) {
                reader.refuse("a record that begins nothing has number 0");
                return;
            }
            begun.vouched(damages);
            streams.put(channel, begun);
            broken.remove(channel);
        } else {
            change(file, reader, number, record);
        }
    }

    private void change(SegmentFile file, SegmentReader reader, int number, OfStream record) {
        String channel = record.channel().value();
        ReplayedStream stream = streams.get(channel);
        String reason =
                stream == null ? "a change to a stream that is not here: " + channel : stream.refuses(record, number);
        if (stream == null || reason != null) {
            streams.remove(channel);
            if (!broken.containsKey(channel)) {
                long bytes = reader.next() - reader.position();
                Dropped what = new Dropped(file.name(), reader.position(), bytes, String.valueOf(reason));
                broken.put(channel, new Broken(file.number(), what));
            }
            return;
        }
        stream.apply(record, number);
        stream.vouched(damages);
    }

    private Result result(boolean lastIsReadable) {
        streams.values().removeIf(each -> each.vouched() < damages && leftOut(each.channel()));
        shards.entrySet().removeIf(each -> each.getValue().damages < damages && leftOut("shard " + each.getKey()));
        broken.values().forEach(each -> dropped.add(each.what()));
        LiveRecords live = new LiveRecords();
        Map<String, RestoredStream> restored = new HashMap<>(streams.size() * 2);
        streams.forEach((channel, each) -> {
            restored.put(channel, each.restored());
            each.into(live);
        });
        Map<Integer, byte[]> states = new HashMap<>();
        shards.forEach((shard, each) -> {
            states.put(shard, each.state);
            live.begin(shard, "", each.segment, each.body);
        });
        boolean clean = stopped && lastIsReadable && dropped.isEmpty();
        return new Result(
                new Restored(restored, states, clean, lastWritten, dropped.list()),
                live,
                // Nothing follows the damage, so what is written next does.
                damaged ? damagedSegment : lastSegment,
                damaged ? damagedPosition : lastEnd,
                lastRecord);
    }

    private boolean leftOut(@Nullable String what) {
        dropped.add(new Dropped("", 0, 0, what + ": it may have changed or ended in what cannot be read"));
        return true;
    }
}
