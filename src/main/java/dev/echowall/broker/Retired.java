package dev.echowall.broker;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.stream.Bounds;
import java.io.IOException;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** The backup's part of a {@link Retire}: the same stream goes, or is aged to the same time. */
@SuppressWarnings("serial") // goes over the wire as identified data; Java serialization never sees it
final class Retired implements EntryProcessor<String, StreamRecord, @Nullable Boolean>, IdentifiedDataSerializable {
    private boolean gone;
    private long now;
    private Bounds bounds = Wire.NO_HEADER.bounds();

    Retired() {}

    Retired(boolean gone, long now, Bounds bounds) {
        this.gone = gone;
        this.now = now;
        this.bounds = bounds;
    }

    @Override
    @SuppressWarnings("NullAway") // null takes the entry away, which Hazelcast's unmarked interface allows
    public @Nullable Boolean process(Entry<String, StreamRecord> entry) {
        StreamRecord record = entry.getValue();
        if (record != null && gone) {
            entry.setValue(null);
        } else if (record != null) {
            record.stream().age(now, bounds);
            entry.setValue(record);
        }
        return null;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeBoolean(gone);
        out.writeLong(now);
        Wire.writeBounds(out, bounds);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        gone = in.readBoolean();
        now = in.readLong();
        bounds = Wire.readBounds(in);
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.RETIRED;
    }
}
