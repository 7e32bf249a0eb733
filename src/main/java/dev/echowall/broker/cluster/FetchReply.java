package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.broker.TypeIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies for a new leader; null from a replica that obeys another one. */
final class FetchReply implements IdentifiedDataSerializable {
    private @Nullable List<StreamCopy> copies;

    FetchReply() {}

    FetchReply(@Nullable List<StreamCopy> copies) {
        this.copies = copies;
    }

    @Nullable
    List<StreamCopy> copies() {
        return copies;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        List<StreamCopy> given = copies;
        out.writeInt(given == null ? -1 : given.size());
        if (given != null) {
            for (StreamCopy copy : given) {
                copy.write(out);
            }
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        int size = in.readInt();
        if (size >= 0) {
            List<StreamCopy> read = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                read.add(StreamCopy.read(in));
            }
            copies = read;
        }
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.FETCH_REPLY;
    }
}
