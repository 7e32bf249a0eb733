package dev.echowall.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.channel.Position;
import dev.echowall.stream.Stream;
import java.io.IOException;
import java.util.List;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows a position, on the owner, behind a barrier.
 *
 * <p>The owner has appends that its backup does not have yet; who shows them to a subscriber shows what a crash may take
 * back. So a read has a step on the backup too, behind all earlier appends in the partition's order: when it is answered,
 * all that it gives is on both. The stream is made if it is not there, so that an empty channel has a position as well.
 */
@SuppressWarnings("serial") // goes over the wire as identified data; Java serialization never sees it
final class Read
        implements EntryProcessor<String, StreamRecord, @Nullable Answer>,
                HazelcastInstanceAware,
                IdentifiedDataSerializable {
    private Position after = new Position("", 0);
    private int count;
    private int bytes;
    private BatchHeader header = Wire.NO_HEADER;
    private transient @Nullable HazelcastInstance member;
    private transient @Nullable Decision decision;

    Read() {}

    Read(Position after, int count, int bytes, BatchHeader header) {
        this.after = after;
        this.count = count;
        this.bytes = bytes;
        this.header = header;
    }

    /** Null when the channel is not there and may not be made. */
    @Override
    public @Nullable Answer process(Entry<String, StreamRecord> entry) {
        HazelcastInstance here = Quorum.require(member);
        long now = here.getCluster().getClusterTime();
        StreamRecord before = entry.getValue();
        StreamRecord record = StreamRecord.of(entry, now, header.mayCreate());
        if (record == null) {
            return null;
        }
        Stream stream = record.stream();
        decision = new Decision(stream.epoch(), stream.top(), now, new long[0]);
        if (record != before) {
            entry.setValue(record);
        }
        return new Answer(
                stream.channel(),
                stream.read(after, count, bytes, header.bounds().oldestTime(now)),
                record != before);
    }

    @Override
    @SuppressWarnings({"NullAway", "unchecked", "rawtypes"}) // the answer of a backup's step goes nowhere
    public @Nullable EntryProcessor<String, StreamRecord, @Nullable Answer> getBackupProcessor() {
        Decision made = decision;
        return made == null ? null : (EntryProcessor) new AppendCopy(header, List.of(), made);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(after.epoch());
        out.writeLong(after.offset());
        out.writeInt(count);
        out.writeInt(bytes);
        header.write(out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        after = new Position(Wire.string(in), in.readLong());
        count = in.readInt();
        bytes = in.readInt();
        header = BatchHeader.read(in);
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.READ;
    }
}
