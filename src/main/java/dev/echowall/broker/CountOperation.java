package dev.echowall.broker;

import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.spi.impl.operationservice.ReadonlyOperation;

/** Asks a member how many streams it leads. */
final class CountOperation extends Operation implements ReadonlyOperation, IdentifiedDataSerializable {
    private int count;

    @Override
    public void run() {
        count = Replicas.of(getNodeEngine().getHazelcastInstance()).led();
    }

    @Override
    public Object getResponse() {
        return count;
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.COUNT;
    }
}
