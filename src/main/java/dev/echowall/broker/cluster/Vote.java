package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.broker.Serialization;
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
    private @Nullable VoterConfiguration configuration;
    private ShardEpoch shardEpoch = ShardEpoch.NONE;
    private Map<String, HeldVersion> holdings = Map.of();
    private boolean restored;

    Vote() {}

    Vote(
            boolean granted,
            Term promised,
            @Nullable VoterConfiguration configuration,
            ShardEpoch shardEpoch,
            Map<String, HeldVersion> holdings,
            boolean restored) {
        this.granted = granted;
        this.promised = promised;
        this.configuration = configuration;
        this.shardEpoch = shardEpoch;
        this.holdings = holdings;
        this.restored = restored;
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
    VoterConfiguration configuration() {
        return configuration;
    }

    ShardEpoch shardEpoch() {
        return shardEpoch;
    }

    /** The copies that it has, by channel. */
    Map<String, HeldVersion> holdings() {
        return holdings;
    }

    /** Whether some of them are from a journal that may lack the latest. */
    boolean restored() {
        return restored;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeBoolean(granted);
        promised.write(out);
        out.writeBoolean(configuration != null);
        if (configuration != null) {
            configuration.write(out);
        }
        shardEpoch.write(out);
        out.writeBoolean(restored);
        out.writeInt(holdings.size());
        for (Map.Entry<String, HeldVersion> each : holdings.entrySet()) {
            out.writeString(each.getKey());
            each.getValue().write(out);
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        granted = in.readBoolean();
        promised = Term.read(in);
        configuration = in.readBoolean() ? VoterConfiguration.read(in) : null;
        shardEpoch = ShardEpoch.read(in);
        restored = in.readBoolean();
        holdings = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            holdings.put(Serialization.string(in), HeldVersion.read(in));
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
