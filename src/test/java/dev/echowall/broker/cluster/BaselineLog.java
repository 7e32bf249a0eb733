package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;

/** The least that keeps the last thousand of something: what a stream is measured against. */
public final class BaselineLog implements DataSerializable {
    private static final int KEPT = 1_000;

    private final ArrayDeque<byte[]> last = new ArrayDeque<>();
    private long top;

    long append(byte[] bytes) {
        last.add(bytes);
        if (last.size() > KEPT) {
            last.remove();
        }
        return ++top;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(top);
        out.writeInt(last.size());
        for (byte[] each : last) {
            out.writeByteArray(each);
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        top = in.readLong();
        for (int i = in.readInt(); i > 0; i--) {
            last.add(Objects.requireNonNull(in.readByteArray()));
        }
    }
}
