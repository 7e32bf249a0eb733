package dev.echowall.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.stream.Bounds;
import dev.echowall.stream.Stream;
import java.io.IOException;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream away that nothing was said on for long, or else what is too old in it.
 *
 * <p>Hazelcast's own expiry decides on owner and backup apart; here the owner decides and the backup follows. True when
 * the stream is gone.
 */
@SuppressWarnings("serial") // goes over the wire as identified data; Java serialization never sees it
final class Retire
        implements EntryProcessor<String, StreamRecord, @Nullable Boolean>,
                HazelcastInstanceAware,
                IdentifiedDataSerializable {
    private Bounds bounds = Wire.NO_HEADER.bounds();
    private long metaMillis;
    private transient @Nullable HazelcastInstance member;
    private transient @Nullable Retired decision;

    Retire() {}

    /**
     * @param metaMillis how long a stream outlives what was last said
     */
    Retire(Bounds bounds, long metaMillis) {
        this.bounds = bounds;
        this.metaMillis = metaMillis;
    }

    @Override
    @SuppressWarnings("NullAway") // null takes the entry away, which Hazelcast's unmarked interface allows
    public @Nullable Boolean process(Entry<String, StreamRecord> entry) {
        HazelcastInstance here = member;
        StreamRecord record = entry.getValue();
        if (here == null || record == null) {
            return false;
        }
        long now = here.getCluster().getClusterTime();
        Stream stream = record.stream();
        boolean gone = now - stream.touched() > metaMillis;
        if (gone) {
            entry.setValue(null);
        } else {
            stream.age(now, bounds);
            entry.setValue(record);
        }
        decision = new Retired(gone, now, bounds);
        return gone;
    }

    @Override
    @SuppressWarnings("NullAway") // null means "no backup step", which Hazelcast's unmarked interface allows
    public @Nullable EntryProcessor<String, StreamRecord, @Nullable Boolean> getBackupProcessor() {
        return decision;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        Wire.writeBounds(out, bounds);
        out.writeLong(metaMillis);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        bounds = Wire.readBounds(in);
        metaMillis = in.readLong();
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.RETIRE;
    }
}
