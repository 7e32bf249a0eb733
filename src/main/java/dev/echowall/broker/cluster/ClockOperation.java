package dev.echowall.broker.cluster;

import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.spi.impl.operationservice.ReadonlyOperation;
import dev.echowall.broker.TypeIds;

/** Asks a member for its clocks: its wall clock, its cluster time, and 1 if its cluster time is set. */
final class ClockOperation extends Operation implements ReadonlyOperation, IdentifiedDataSerializable {
    private long[] clocks = {};

    @Override
    public void run() {
        ClusterClock clock = ClusterClock.of(getNodeEngine().getHazelcastInstance());
        clocks = new long[] {clock.wall(), clock.getAsLong(), clock.isSet() ? 1 : 0};
    }

    @Override
    public Object getResponse() {
        return clocks;
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.CLOCK;
    }
}
