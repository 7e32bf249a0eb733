package dev.echowall.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Asks a member for its clocks: its wall clock's time, the cluster's as it knows it, and 1 if it does know it. */
final class AskClock implements Callable<long[]>, HazelcastInstanceAware, IdentifiedDataSerializable {
    private transient @Nullable HazelcastInstance member;

    @Override
    public long[] call() {
        HazelcastInstance here = member;
        if (here == null) {
            throw new IllegalStateException("asked of no member");
        }
        ClusterClock clock = ClusterClock.of(here);
        return new long[] {clock.wall(), clock.getAsLong(), clock.isSet() ? 1 : 0};
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
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
        return Types.ASK_CLOCK;
    }
}
