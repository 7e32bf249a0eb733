package dev.echowall.broker;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** Asks many streams at once for the times of what was last said and of the oldest that they remember, in ms. */
@SuppressWarnings("serial") // goes over the wire as identified data; Java serialization never sees it
final class Ages
        implements EntryProcessor<String, StreamRecord, long @Nullable []>, ReadOnly, IdentifiedDataSerializable {
    @Override
    public long @Nullable [] process(Entry<String, StreamRecord> entry) {
        StreamRecord record = entry.getValue();
        return record == null
                ? null
                : new long[] {
                    record.stream().touched(),
                    record.stream().oldestKept(),
                    record.stream().oldestId()
                };
    }

    @Override
    @SuppressWarnings("NullAway") // a read has no step on the backup
    public @Nullable EntryProcessor<String, StreamRecord, long @Nullable []> getBackupProcessor() {
        return null;
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.AGES;
    }
}
