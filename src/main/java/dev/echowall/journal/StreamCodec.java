package dev.echowall.journal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Metadata;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.stream.AppendOutcome;
import dev.echowall.stream.Draft;
import dev.echowall.stream.DuplicateDetector.LastBatch;
import dev.echowall.stream.DuplicateDetector.RememberedId;
import dev.echowall.stream.Fingerprint;
import dev.echowall.stream.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of the two large records, after the channel. */
final class StreamCodec {
    private StreamCodec() {}

    static void write(RecordOutput out, StreamSnapshot snapshot) {
        out.text(snapshot.epoch());
        out.number(snapshot.ancestors().size());
        for (Position each : snapshot.ancestors()) {
            out.text(each.epoch());
            out.number(each.offset());
        }
        out.number(snapshot.top());
        out.number(snapshot.rank());
        out.number(snapshot.touched());
        out.number(snapshot.publications().size());
        long time = 0;
        for (Publication each : snapshot.publications()) {
            out.signed(each.time() - time);
            time = each.time();
            out.name(each.node());
            write(out, each.payload(), each.info(), each.tags());
        }
        out.number(snapshot.ids().size());
        for (RememberedId each : snapshot.ids()) {
            out.fixed(each.id().high());
            out.fixed(each.id().low());
            out.number(each.offset());
            out.number(each.time());
        }
        out.number(snapshot.sent().size());
        for (LastBatch each : snapshot.sent()) {
            out.text(each.sender());
            out.number(each.sequence());
            out.number(each.time());
            write(out, each.outcomes(), 0);
        }
        out.blob(snapshot.state());
    }

    static StreamSnapshot snapshot(ChannelName channel, RecordInput in) {
        String epoch = in.shared();
        List<Position> ancestors = new ArrayList<>(0);
        for (int left = in.count(); left > 0; left--) {
            ancestors.add(new Position(in.shared(), in.number()));
        }
        long top = in.number();
        long rank = in.number();
        long touched = in.number();
        int count = in.count();
        List<Publication> publications = new ArrayList<>(count);
        long time = 0;
        for (long offset = top - count + 1; offset <= top; offset++) {
            time += in.signed();
            String node = in.name();
            Content content = content(in);
            publications.add(new Publication(
                    channel,
                    epoch,
                    offset,
                    time,
                    node,
                    content.payload(),
                    content.with().info(),
                    content.tags()));
        }
        List<RememberedId> ids = new ArrayList<>(0);
        for (int left = in.count(); left > 0; left--) {
            ids.add(new RememberedId(new Fingerprint(in.fixedLong(), in.fixedLong()), in.number(), in.number()));
        }
        List<LastBatch> sent = new ArrayList<>(2);
        for (int left = in.count(); left > 0; left--) {
            String sender = in.shared();
            long sequence = in.number();
            long taken = in.number();
            sent.add(new LastBatch(sender, sequence, outcomes(in, 0), taken));
        }
        return new StreamSnapshot(
                channel, epoch, List.copyOf(ancestors), top, rank, touched, publications, ids, sent, in.blob());
    }

    static void write(RecordOutput out, StreamAppend append) {
        out.text(append.epoch());
        out.number(append.top());
        out.text(append.sender());
        out.number(append.sequence());
        out.text(append.node());
        out.number(append.time());
        write(out, append.retention());
        out.number(append.size());
        out.number(append.drafts().size());
        for (Draft each : append.drafts()) {
            out.number(each.rank());
            out.octet(each.id() == null ? 0 : 1);
            if (each.id() != null) {
                out.text(each.id());
            }
            write(out, each.payload(), each.info(), each.tags());
        }
        write(out, append.outcomes(), append.top());
        out.blob(append.state());
    }

    static StreamAppend append(ChannelName channel, RecordInput in) {
        String epoch = in.shared();
        long top = in.number();
        String sender = in.shared();
        long sequence = in.number();
        String node = in.shared();
        long time = in.number();
        Retention retention = retention(in);
        long size = in.number();
        int count = in.count();
        List<Draft> drafts = new ArrayList<>(count);
        for (int left = count; left > 0; left--) {
            long rank = in.number();
            String id = in.octet() == 0 ? null : in.text();
            Content content = content(in);
            drafts.add(new Draft(content.payload(), id, rank, content.with().info(), content.tags()));
        }
        long[] outcomes = outcomes(in, top);
        if (outcomes.length != drafts.size()) {
            throw new IllegalArgumentException(outcomes.length + " outcomes of " + drafts.size() + " drafts");
        }
        return new StreamAppend(
                channel, epoch, top, sender, sequence, node, drafts, outcomes, time, retention, size, in.blob());
    }

    private record Content(Payload payload, Metadata with) {
        Map<String, String> tags() {
            return with.tags();
        }
    }

    private static void write(RecordOutput out, Payload payload, @Nullable ClientInfo info, Map<String, String> tags) {
        int kind = Metadata.marked(payload.kind().code(), info, tags);
        out.octet(kind);
        if (Metadata.follows(kind)) {
            out.blob(Metadata.encode(info, tags));
        }
        out.blob(payload.bytes());
    }

    private static Content content(RecordInput in) {
        int marked = in.octet();
        Metadata with = Metadata.follows(marked) ? Metadata.decode(in.blob()) : Metadata.NONE;
        int kind = Metadata.kind(marked);
        if (kind >= Payload.Kind.values().length) {
            throw new IllegalArgumentException("a payload of kind " + kind);
        }
        return new Content(new Payload(Payload.Kind.of(kind), in.blob()), with);
    }

    /*
     * Most outcomes are the next offsets: one byte each, if they are counted from the top. 0 is too late, even numbers
     * are accepted ones, odd ones the offset of a repeated draft.
     */
    private static void write(RecordOutput out, long[] outcomes, long top) {
        out.number(outcomes.length);
        for (long each : outcomes) {
            long offset = AppendOutcome.offset(each);
            if (AppendOutcome.late(each)) {
                out.number(0);
            } else if (AppendOutcome.taken(each)) {
                long from = offset - top;
                out.number((((from << 1) ^ (from >> 63)) << 1) + 2);
            } else {
                out.number((offset << 1) + 1);
            }
        }
    }

    private static long[] outcomes(RecordInput in, long top) {
        long[] outcomes = new long[in.count()];
        for (int i = 0; i < outcomes.length; i++) {
            long code = in.number();
            if ((code & 1) != 0) {
                outcomes[i] = -(code >>> 1);
            } else if (code != 0) {
                long from = (code - 2) >>> 1;
                outcomes[i] = top + ((from >>> 1) ^ -(from & 1));
            }
        }
        return outcomes;
    }

    private static void write(RecordOutput out, Retention retention) {
        out.number(shortened(retention.size(), Integer.MAX_VALUE));
        out.number(shortened(retention.bytes(), Long.MAX_VALUE));
        out.number(retention.ttlMillis());
        out.number(shortened(retention.idMillis(), Long.MAX_VALUE));
        out.number(shortened(retention.weight(), Long.MAX_VALUE));
    }

    private static Retention retention(RecordInput in) {
        return new Retention(
                (int) lengthened(in.number(), Integer.MAX_VALUE),
                lengthened(in.number(), Long.MAX_VALUE),
                in.number(),
                lengthened(in.number(), Long.MAX_VALUE),
                lengthened(in.number(), Long.MAX_VALUE));
    }

    /* No limit is the most frequent one, and would be the longest. */
    private static long shortened(long limit, long unlimited) {
        return limit == unlimited ? 0 : limit + 1;
    }

    private static long lengthened(long number, long unlimited) {
        return number == 0 ? unlimited : number - 1;
    }
}
