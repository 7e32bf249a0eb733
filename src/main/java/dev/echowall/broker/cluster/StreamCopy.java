package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import dev.echowall.stream.Stream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member's copy of a stream, with the version of its state. Changed on the shard's thread only. */
final class StreamCopy {
    private final Stream stream;
    private StreamVersion version;
    private Term confirmed;
    private long settled;

    /** @param confirmed the term in which a leader last confirmed it */
    StreamCopy(Stream stream, StreamVersion version, Term confirmed) {
        this.stream = stream;
        this.version = version;
        this.confirmed = confirmed;
    }

    Stream stream() {
        return stream;
    }

    StreamVersion version() {
        return version;
    }

    void version(StreamVersion next) {
        version = next;
    }

    HeldVersion held() {
        return new HeldVersion(confirmed, version);
    }

    boolean isConfirmed(Term term) {
        return confirmed.equals(term);
    }

    void confirm(Term term) {
        confirmed = term;
    }

    /**
     * Everything up to this offset is acknowledged in a state of the stream that this copy includes, because its own
     * state is the same or a later one. A copy in an earlier state may lack what was acknowledged; and so may one whose
     * leader was not followed any more, however late its version.
     *
     * @param in the state, and the term in which it was acknowledged
     */
    void settle(Position upTo, HeldVersion in) {
        if (upTo.epoch().equals(stream.epoch()) && held().compareTo(in) >= 0) {
            settled = Math.max(settled, Math.min(upTo.offset(), stream.top()));
        }
    }

    /** The last offset that is known to be acknowledged. */
    long settled() {
        return settled;
    }

    /** What was known when it was written to a journal. */
    void settled(long known) {
        settled = known;
    }

    /** Takes over what the replaced copy knew to be acknowledged, if the epoch is the same. */
    void settledAs(@Nullable StreamCopy before) {
        if (before != null) {
            settle(new Position(before.stream.epoch(), before.settled), HeldVersion.of(StreamVersion.NONE));
        }
    }

    /**
     * Like {@link Stream#read}, but only what is known to be acknowledged: the rest may be replaced by members that
     * continue without this one.
     */
    Recovery readSettled(Position after, int count, int bytes, long oldestTime) {
        boolean here = stream.isOfThisHistory(after);
        Recovery read = stream.read(after, count, bytes, oldestTime);
        if (read instanceof Recovered recovered) {
            List<Publication> told = recovered.publications().stream()
                    .filter(each -> each.offset() <= settled)
                    .toList();
            return new Recovered(stream.epoch(), settled, told);
        }
        Unrecoverable gap = (Unrecoverable) read;
        if (here && (after.offset() > settled || gap.oldest() > settled + 1)) {
            // The reader may know more than this copy, and what was trimmed may not be known to be acknowledged, so it
            // is not a gap.
            return new Recovered(stream.epoch(), settled, List.of());
        }
        return new Unrecoverable(stream.epoch(), settled, gap.reason(), Math.min(gap.oldest(), settled + 1));
    }

    /** The same history in a new epoch, in which nothing is acknowledged yet. */
    StreamCopy under(String epoch, StreamVersion next) {
        return new StreamCopy(stream.under(epoch, settled), next, next.term());
    }

    void write(ObjectDataOutput out) throws IOException {
        version.write(out);
        confirmed.write(out);
        out.writeLong(settled);
        Serialization.writeStream(out, stream);
    }

    static StreamCopy read(ObjectDataInput in) throws IOException {
        StreamVersion version = StreamVersion.read(in);
        Term confirmed = Term.read(in);
        long settled = in.readLong();
        StreamCopy copy = new StreamCopy(Serialization.readStream(in), version, confirmed);
        copy.settled(settled);
        return copy;
    }
}
