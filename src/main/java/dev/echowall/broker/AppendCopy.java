package dev.echowall.broker;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import dev.echowall.stream.Draft;
import java.io.IOException;
import java.util.List;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** The backup's part of an {@link Append}: the owner's decisions, to be carried out, not made again. */
@SuppressWarnings("serial") // goes over the wire as identified data; Java serialization never sees it
final class AppendCopy implements EntryProcessor<String, StreamRecord, @Nullable Appended>, IdentifiedDataSerializable {
    private BatchHeader header = Wire.NO_HEADER;
    private List<Draft> drafts = List.of();
    private Decision decision = Decision.NONE;

    AppendCopy() {}

    AppendCopy(BatchHeader header, List<Draft> drafts, Decision decision) {
        this.header = header;
        this.drafts = drafts;
        this.decision = decision;
    }

    /**
     * @throws RetryableHazelcastException when this copy is not what the owner's was: then it must not be acknowledged as
     *     one, and the member copies the partition anew
     */
    @Override
    public @Nullable Appended process(Entry<String, StreamRecord> entry) {
        StreamRecord record = StreamRecord.copy(entry, decision);
        record.follow(header, drafts, decision);
        if (record.diverged()) {
            throw new RetryableHazelcastException("the copy of channel " + entry.getKey() + " is behind its owner");
        }
        entry.setValue(record);
        return null;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        header.write(out);
        Wire.writeDrafts(out, drafts);
        decision.write(out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        header = BatchHeader.read(in);
        drafts = Wire.readDrafts(in);
        decision = Decision.read(in);
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.APPEND_COPY;
    }
}
