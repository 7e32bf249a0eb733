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

/** One member's copy of a stream, and which state of it that is. Changed on the shard's thread only. */
final class StreamCopy {
    private final Stream stream;
    private StreamVersion version;
    private Term confirmed;
    private long settled;

    /** @param confirmed the term in which a leader last made sure of it */
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
     * All up to this offset is acknowledged: in a state of the stream that this copy has, since its own is that one or a later
     * one. An earlier one it may be without ever having had what was acknowledged in that; and so may be one that a leader said
     * who was followed no more, however late its version.
     *
     * @param in the state, and the term in which it was acknowledged
     */
    void settle(Position upTo, HeldVersion in) {
        if (upTo.epoch().equals(stream.epoch()) && held().compareTo(in) >= 0) {
            settled = Math.max(settled, Math.min(upTo.offset(), stream.top()));
        }
    }

    /** What was known to be acknowledged by the copy whose place it takes, and so is in this one too, if it is of the same epoch. */
    void settledAs(@Nullable StreamCopy before) {
        if (before != null) {
            settle(new Position(before.stream.epoch(), before.settled), HeldVersion.of(StreamVersion.NONE));
        }
    }

    /** As {@link Stream#read}, of what is known to be acknowledged: the rest may yet be taken back by those who go on without us. */
    Recovery readSettled(Position after, int count, int bytes, long oldestTime) {
        boolean here = after.epoch().isEmpty() || after.epoch().equals(stream.epoch());
        Recovery read = stream.read(after, count, bytes, oldestTime);
        if (read instanceof Recovered recovered) {
            List<Publication> told = recovered.publications().stream()
                    .filter(each -> each.offset() <= settled)
                    .toList();
            return new Recovered(stream.epoch(), settled, told);
        }
        Unrecoverable gap = (Unrecoverable) read;
        if (here && (after.offset() > settled || gap.oldest() > settled + 1)) {
            // It may know more than we do, and what is trimmed may be what we do not know to be acknowledged: no gap
            // yet.
            return new Recovered(stream.epoch(), settled, List.of());
        }
        return new Unrecoverable(stream.epoch(), settled, gap.reason(), Math.min(gap.oldest(), settled + 1));
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
        copy.settled = settled;
        return copy;
    }
}
