package dev.echowall.broker;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.channel.Position;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Asks many streams for their tops at once, as written positions; a hint that something was missed, not yet safe on the
 * backup.
 */
@SuppressWarnings("serial") // goes over the wire as identified data; Java serialization never sees it
final class Top
        implements EntryProcessor<String, StreamRecord, @Nullable String>, ReadOnly, IdentifiedDataSerializable {
    @Override
    public @Nullable String process(Entry<String, StreamRecord> entry) {
        StreamRecord record = entry.getValue();
        return record == null || record.diverged()
                ? null
                : new Position(record.stream().epoch(), record.stream().top()).toString();
    }

    @Override
    @SuppressWarnings("NullAway") // a read has no step on the backup
    public @Nullable EntryProcessor<String, StreamRecord, @Nullable String> getBackupProcessor() {
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
        return Types.TOP;
    }
}
