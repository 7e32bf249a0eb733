package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.stream.Stream;
import java.io.IOException;

/** One member's copy of a stream, and which state of it that is. Changed on the shard's thread only. */
final class StreamCopy {
    private final Stream stream;
    private Stamp stamp;

    StreamCopy(Stream stream, Stamp stamp) {
        this.stream = stream;
        this.stamp = stamp;
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

    void write(ObjectDataOutput out) throws IOException {
        stamp.write(out);
        Wire.writeStream(out, stream);
    }

    static StreamCopy read(ObjectDataInput in) throws IOException {
        Stamp stamp = Stamp.read(in);
        return new StreamCopy(Wire.readStream(in), stamp);
    }
}
