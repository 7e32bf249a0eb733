package dev.echowall.broker.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.Map.Entry;
import java.util.Objects;

/** Appends, here and on the backup, and nothing else. */
@SuppressWarnings("serial") // goes over the wire as data; Java serialization never sees it
public final class BaselineAppend implements EntryProcessor<String, BaselineLog, Long>, DataSerializable {
    private byte[] bytes = {};

    public BaselineAppend() {}

    BaselineAppend(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public Long process(Entry<String, BaselineLog> entry) {
        BaselineLog log = entry.getValue() == null ? new BaselineLog() : entry.getValue();
        long top = log.append(bytes);
        entry.setValue(log);
        return top;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(bytes);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        bytes = Objects.requireNonNull(in.readByteArray());
    }
}
