package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.stream.Stream;
import java.io.IOException;

/** One member's copy of a stream, and which state of it that is. Changed on the shard's thread only. */
final class StreamCopy {
    private final Stream stream;
    private Stamp stamp;
    private Term confirmed;

    /** @param confirmed the term in which a leader last made sure of it */
    StreamCopy(Stream stream, Stamp stamp, Term confirmed) {
        this.stream = stream;
        this.stamp = stamp;
        this.confirmed = confirmed;
    }

    Stream stream() {
        return stream;
    }

    Stamp stamp() {
        return stamp;
    }

    void stamp(Stamp next) {
        stamp = next;
    }

    Held held() {
        return new Held(confirmed, stamp);
    }

    boolean isConfirmed(Term term) {
        return confirmed.equals(term);
    }

    void confirm(Term term) {
        confirmed = term;
    }

    void write(ObjectDataOutput out) throws IOException {
        stamp.write(out);
        confirmed.write(out);
        Wire.writeStream(out, stream);
    }

    static StreamCopy read(ObjectDataInput in) throws IOException {
        Stamp stamp = Stamp.read(in);
        Term confirmed = Term.read(in);
        return new StreamCopy(Wire.readStream(in), stamp, confirmed);
    }
}
