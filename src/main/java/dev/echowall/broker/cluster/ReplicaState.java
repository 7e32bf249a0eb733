package dev.echowall.broker.cluster;

import dev.echowall.broker.BinaryContent;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica must not forget besides its copies, so that it has its vote again after an orderly stop.
 *
 * @param self the replica's id
 * @param promised the highest term that it has promised
 * @param restored the channels whose copies are from a journal that may lack the latest
 */
record ReplicaState(
        String self,
        Term promised,
        @Nullable VoterConfiguration configuration,
        ShardEpoch shardEpoch,
        List<String> restored) {
    /** In a format of its own, because the next start may have another Hazelcast. */
    byte[] bytes() {
        return BinaryContent.bytes(out -> {
            out.writeUTF(self);
            CopyState.term(out, promised);
            out.writeBoolean(configuration != null);
            if (configuration != null) {
                out.writeUTF(configuration.lineage());
                CopyState.term(out, configuration.term());
                out.writeInt(configuration.revision());
                strings(out, configuration.voters());
                strings(out, configuration.before());
            }
            out.writeUTF(shardEpoch.epoch());
            CopyState.term(out, shardEpoch.version().term());
            out.writeLong(shardEpoch.version().change());
            strings(out, restored);
        });
    }

    /** @throws IOException if it is malformed */
    static ReplicaState of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String self = in.readUTF();
            Term promised = CopyState.term(in);
            VoterConfiguration configuration = in.readBoolean()
                    ? new VoterConfiguration(in.readUTF(), CopyState.term(in), in.readInt(), strings(in), strings(in))
                    : null;
            String epoch = in.readUTF();
            return new ReplicaState(
                    self,
                    promised,
                    configuration,
                    new ShardEpoch(epoch, new StreamVersion(CopyState.term(in), in.readLong())),
                    strings(in));
        }
    }

    private static void strings(DataOutputStream out, List<String> strings) throws IOException {
        out.writeInt(strings.size());
        for (String each : strings) {
            out.writeUTF(each);
        }
    }

    private static List<String> strings(DataInputStream in) throws IOException {
        List<String> strings = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            strings.add(in.readUTF());
        }
        return strings;
    }
}
