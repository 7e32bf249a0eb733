package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.spi.impl.operationservice.ReadonlyOperation;
import dev.echowall.broker.TypeIds;
import java.io.IOException;
import java.util.List;

/** Asks a member how many streams it leads: in total, then in each of these namespaces. */
final class CountOperation extends Operation implements ReadonlyOperation, IdentifiedDataSerializable {
    private List<String> namespaces = List.of();
    private int[] counts = {};

    CountOperation() {}

    CountOperation(List<String> namespaces) {
        this.namespaces = namespaces;
    }

    @Override
    public void run() {
        counts = Replicas.of(getNodeEngine().getHazelcastInstance()).led(namespaces);
    }

    @Override
    public Object getResponse() {
        return counts;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeStringArray(namespaces.toArray(String[]::new));
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        String[] read = in.readStringArray();
        namespaces = read == null ? List.of() : List.of(read);
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.COUNT;
    }
}
