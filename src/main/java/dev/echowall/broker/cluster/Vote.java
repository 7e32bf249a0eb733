package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.broker.Serial;
import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A replica's answer to a candidate: what it has promised, and what it has. */
final class Vote implements IdentifiedDataSerializable {
    private boolean granted;
    private Term promised = Term.NONE;
    private @Nullable Configuration configuration;
    private ShardEpoch birth = ShardEpoch.NONE;
    private Map<String, HeldState> holdings = Map.of();

    Vote() {}

    Vote(
            boolean granted,
            Term promised,
            @Nullable Configuration configuration,
            ShardEpoch birth,
            Map<String, HeldState> holdings) {
        this.granted = granted;
        this.promised = promised;
        this.configuration = configuration;
        this.birth = birth;
        this.holdings = holdings;
    }

    /** Whether it has promised the requested term and obeys no other any more. */
    boolean granted() {
        return granted;
    }

    /** The highest term that it has promised. */
    Term promised() {
        return promised;
    }

    /** The last configuration that it was told; null for a replica that has just started. */
    @Nullable
    Configuration configuration() {
        return configuration;
    }

    ShardEpoch birth() {
        return birth;
    }

    /** The copies that it has, by channel. */
    Map<String, HeldState> holdings() {
        return holdings;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeBoolean(granted);
        promised.write(out);
        out.writeBoolean(configuration != null);
        if (configuration != null) {
            configuration.write(out);
        }
        birth.write(out);
        out.writeInt(holdings.size());
        for (Map.Entry<String, HeldState> each : holdings.entrySet()) {
            out.writeString(each.getKey());
            each.getValue().write(out);
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        granted = in.readBoolean();
        promised = Term.read(in);
        configuration = in.readBoolean() ? Configuration.read(in) : null;
        birth = ShardEpoch.read(in);
        holdings = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            holdings.put(Serial.string(in), HeldState.read(in));
        }
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.VOTE;
    }
}
