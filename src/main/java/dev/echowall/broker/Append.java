package dev.echowall.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Stream;
import java.io.IOException;
import java.util.List;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way into one stream, run by the owner of the stream's partition.
 *
 * <p>The owner decides: the epoch, an offset per draft, the time, what is trimmed. The copy for the backup is made after
 * that and carries these decisions, so that an owner that dies cannot leave a successor which decides otherwise. Whoever
 * sent the batch sends the same again until it knows; the stream recognises it by sender and sequence.
 */
@SuppressWarnings("serial") // goes over the wire as identified data; Java serialization never sees it
final class Append
        implements EntryProcessor<String, StreamRecord, @Nullable Appended>,
                HazelcastInstanceAware,
                IdentifiedDataSerializable {
    private BatchHeader header = Wire.NO_HEADER;
    private List<Draft> drafts = List.of();
    private transient @Nullable HazelcastInstance member;
    private transient @Nullable Decision decision;

    Append() {}

    Append(BatchHeader header, List<Draft> drafts) {
        this.header = header;
        this.drafts = drafts;
    }

    /** Null when the channel is not there and may not be made. */
    @Override
    public @Nullable Appended process(Entry<String, StreamRecord> entry) {
        HazelcastInstance here = Quorum.require(member);
        long clock = here.getCluster().getClusterTime();
        StreamRecord before = entry.getValue();
        StreamRecord record = StreamRecord.of(entry, clock, header.mayCreate());
        if (record == null) {
            return null;
        }
        Stream stream = record.stream();
        long now = stream.taken(header.sender(), header.sequence(), clock);
        long top = stream.top();
        long[] verdicts = stream.decide(header.sender(), header.sequence(), drafts, now);
        stream.apply(header.sender(), header.sequence(), drafts, verdicts, header.node(), now, header.bounds());
        decision = new Decision(stream.epoch(), top, now, verdicts);
        entry.setValue(record);
        return new Appended(stream.epoch(), verdicts, now, Copies.of(here, entry.getKey()), record != before);
    }

    @Override
    @SuppressWarnings("NullAway") // null means "no backup step", which Hazelcast's unmarked interface allows
    public @Nullable EntryProcessor<String, StreamRecord, @Nullable Appended> getBackupProcessor() {
        Decision made = decision;
        return made == null ? null : new AppendCopy(header, drafts, made);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        header.write(out);
        Wire.writeDrafts(out, drafts);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        header = BatchHeader.read(in);
        drafts = Wire.readDrafts(in);
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.APPEND;
    }
}
