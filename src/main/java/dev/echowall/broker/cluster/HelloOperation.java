package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.operationservice.Operation;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.TypeIds;
import java.io.IOException;

/**
 * A member's message to another that it stores streams, or, before it leaves, that it is about to stop; and what it
 * asks of leaders to save memory.
 */
final class HelloOperation extends Operation implements IdentifiedDataSerializable {
    private String replica = "";
    private boolean serves;
    private HistoryDemand demand = HistoryDemand.NONE;

    HelloOperation() {}

    HelloOperation(String replica, boolean serves, HistoryDemand demand) {
        this.replica = replica;
        this.serves = serves;
        this.demand = demand;
    }

    @Override
    public void run() {
        Replicas.of(getNodeEngine().getHazelcastInstance())
                .members()
                .heard(replica, serves, demand, getCallerAddress());
    }

    @Override
    public boolean returnsResponse() {
        return false;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeString(replica);
        out.writeBoolean(serves);
        demand.write(out);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        replica = Serialization.string(in);
        serves = in.readBoolean();
        demand = HistoryDemand.read(in);
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.HELLO;
    }
}
